# configuration.awk — provisor.toml(5) from docs/configuration.md: a row of a
# table becomes an entry, everything else stays as it is.
FNR == 1 { next }
/^```/ { print "```"; literal = !literal; next }
literal { print; next }
/^## / { print "# " plain(heading(substr($0, 4))); next }
/^### / { print "## " plain(substr($0, 5)); next }
/^\| *(key|---)/ { next }
/^\| `/ { entry($0); next }
{ print marked($0) }

function heading(text) {
  gsub(/`/, "", text)
  return text ~ /^\[/ ? text : toupper(text)
}

# A bar within a cell is written "\|".
function entry(row,   cells, i) {
  gsub(/\\\|/, "\001", row)
  split(row, cells, / *\| */)
  for (i in cells) gsub("\001", "|", cells[i])
  gsub(/`/, "", cells[2])
  printf "\n%s\n\t%s; default: %s", bold(cells[2]), plain(cells[3]), \
    marked(cells[4])
  if (cells[5] != "") printf "; range: %s", marked(cells[5])
  printf ".++\n%s.\n", capital(marked(cells[6]))
}

function capital(text) { return toupper(substr(text, 1, 1)) substr(text, 2) }
