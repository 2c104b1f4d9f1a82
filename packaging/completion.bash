_provisor() {
  local path='' word value i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [ -n "$(_provisor_value "$path" "$word")" ]; then
      ((i++))
    elif [[ $word != -* && " $(_provisor_words "$path") " == *" $word "* ]]; then
      path+="${path:+ }$word"
    fi
  done
  word=${COMP_WORDS[COMP_CWORD]}
  value=$(_provisor_value "$path" "${COMP_WORDS[COMP_CWORD - 1]}")
  if [ -z "$value" ]; then
    value=$(_provisor_words "$path")
    # The general options may stand behind a command too.
    [[ -z $path || $word != -* ]] || value+=" $(_provisor_words '')"
    value="-W \"$value\""
  fi
  mapfile -t COMPREPLY < <(eval "compgen $value -- \"\$word\"")
}
complete -o filenames -F _provisor provisor
