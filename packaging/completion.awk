# completion.awk — bash completion from what packaging/describe says.
BEGIN { FS = "\t" }

$1 == "command" && $2 != "" {
  above = $2
  if (!sub(/ [^ ]+$/, "", above)) above = ""
  below = $2
  sub(/.* /, "", below)
  words[above] = words[above] " " below
}
$1 == "option" {
  count = split($3, names, ",")
  for (i = 1; i <= count; ++i) {
    words[$2] = words[$2] " " names[i]
    if ($4 != "") values[$2 " " names[i]] = wanted($4)
  }
}

# What may stand behind an option: a list of words, a file, or who knows what.
function wanted(argument) {
  if (match(argument, /\{[^}]*\}/)) {
    argument = substr(argument, RSTART + 1, RLENGTH - 2)
    gsub(/,/, " ", argument)
    return "-W \"" argument "\""
  }
  if (argument ~ /^(FILE|PATH)/) return "-f"
  if (argument ~ /^(DIRECTORY|FOLDER)/) return "-d"
  return "-W \"\""
}

# In an order of its own, so that the same help makes the same file.
function sorted(keys, result,   key, count, i) {
  count = 0
  for (key in keys) {
    for (i = count++; i > 0 && result[i] > key; --i) result[i + 1] = result[i]
    result[i + 1] = key
  }
  return count
}

END {
  print "# bash completion for provisor; made from its --help."
  print "_provisor_words() {\n  case $1 in"
  count = sorted(words, order)
  for (i = 1; i <= count; ++i)
    printf "    '%s') echo '%s' ;;\n", order[i], substr(words[order[i]], 2)
  print "  esac\n}\n"
  print "# The arguments of compgen for the value of an option that has one."
  print "_provisor_value() {\n  case \"$1 $2\" in"
  count = sorted(values, order)
  for (i = 1; i <= count; ++i)
    printf "    '%s') echo '%s' ;;\n", order[i], values[order[i]]
  print "    *) [ -z \"$1\" ] || _provisor_value '' \"$2\" ;;"
  print "  esac\n}\n"
  while ((getline line < footer) > 0) print line
}
