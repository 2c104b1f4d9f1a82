# commands.awk — the part of provisor(1) that packaging/describe knows.
BEGIN { FS = "\t"; print "# OPTIONS" }

$1 == "command" && $2 != "" {
  close_example()
  if (!has_commands++) print "\n# COMMANDS"
  printf "\n## %s\n\n%s\n", plain("provisor " $2), plain($3)
}
$1 == "option" && $3 !~ /--help/ {
  close_example()
  is_needed = sub(/ ?REQUIRED/, "", $4)
  gsub(/TEXT:/, "", $4)
  printf "\n%s", bold($3)
  if ($4 != "") printf " %s", plain($4)
  printf "\n\t%s\n", sentence(plain($5), is_needed)
}
$1 == "operand" { close_example(); printf "\n%s\n\t%s\n", bold($3), plain($4 == "" ? $3 : $4) }
$1 == "example" {
  if (!in_example) print "\n```"
  in_example = 1
  print $3
}
# Two lines could begin like a list.
$1 == "footer" { footer = footer (footer == "" ? "" : " ") $3 }

# An entry of scdoc must not be empty.
function sentence(text, is_needed) {
  if (is_needed) return text (text == "" ? "" : ". ") "Required."
  return text == "" ? "(See the name.)" : text "."
}

function close_example() {
  if (in_example) print "```"
  in_example = 0
}

END {
  close_example()
  printf "\n# EXIT STATUS\n\n"
  print plain(footer)
}
