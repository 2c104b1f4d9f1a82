# describe.awk — one page of CLI11's --help as facts; packaging/describe runs it.
#
# Two blanks begin an entry, many more go on with the text of the one above. The
# sentences about a command end where its usage begins.
BEGIN { OFS = "\t"; part = "about" }

function tell() {
  if (name == "") return
  if (part == "options") print "option", path, name, argument, text
  if (part == "positionals") print "operand", path, name, text
  name = ""
}

function add(sentence) {
  sub(/^ +/, "", sentence)
  text = text == "" ? sentence : text " " sentence
}

# "--account ID REQUIRED" is a name, an argument and what CLI11 adds.
function begin(entry,   words, gap) {
  gap = match(entry, /  +/)
  text = gap ? substr(entry, gap + RLENGTH) : ""
  if (gap) entry = substr(entry, 1, gap - 1)
  sub(/ +Excludes:.*/, "", entry)
  gap = index(entry, " ")
  name = gap ? substr(entry, 1, gap - 1) : entry
  argument = gap ? substr(entry, gap + 1) : ""
}

/^[Uu]sage:/ {
  print "command", path, about
  part = "usage"
  next
}
part == "about" { about = about == "" ? $0 : about " " $0; next }
/^(Options|OPTIONS|Positionals|POSITIONALS|Subcommands|SUBCOMMANDS):$/ {
  tell()
  part = tolower(substr($0, 1, length($0) - 1))
  next
}
/^Examples?:$/ { tell(); part = "examples"; next }
/^[^ ]/ { tell(); part = "footer" }
part == "footer" && path == "" { print "footer", path, $0; next }
part == "examples" && NF { print "example", path, substr($0, 3); next }
/^  [^ ]/ { tell(); begin(substr($0, 3)); next }
/^ +[^ ]/ { add($0) }
END { tell() }
