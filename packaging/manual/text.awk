# text.awk — words of other sources in scdoc's notation; the other programs here
# are run behind it.

# scdoc reads "_", "*" and "\" in the middle of a text as its own.
function plain(text) {
  gsub(/\\/, "\\\\", text)
  gsub(/_/, "\\_", text)
  gsub(/\*/, "\\*", text)
  return text
}

function bold(text) { return "*" plain(text) "*" }

# Markdown's `code` and [text](address).
function marked(text,   pieces, count, i, result) {
  while (match(text, /\[[^]]*\]\([^)]*\)/)) {
    i = substr(text, RSTART + 1, index(substr(text, RSTART), "]") - 2)
    text = substr(text, 1, RSTART - 1) i substr(text, RSTART + RLENGTH)
  }
  count = split(text, pieces, "`")
  for (i = 1; i <= count; ++i)
    result = result (i % 2 ? plain(pieces[i]) : pieces[i] == "" ? "" : bold(pieces[i]))
  return result
}
