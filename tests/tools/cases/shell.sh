# The man page and the completions have what the help has, and their programs take them.
tbbimg 0 run --help
grep -oE '^  (-., )?--[a-z-]+' "$logs/stdout" | sed 's/.*--/--/' | sort >help_names
[ "$(wc -l <help_names)" -gt 25 ] || fail 'the help has no options'
tbbimg 0 man
cp "$logs/stdout" tbbimg.1
while read -r name; do
  grep -qF -e "$(printf '%s' "$name" | sed 's/-/\\-/g')" tbbimg.1 || fail "$name is not in the man page"
done <help_names
if command -v man >/dev/null; then
  MANWIDTH=100 man --warnings -l tbbimg.1 >page.txt 2>warnings || fail 'man does not take it'
  [ ! -s warnings ] || fail "man warns: $(head -n 3 warnings)"
  grep -q 'TBBIMG_CONFIG' page.txt || fail 'the page ends early'
fi
tbbimg 0 completions bash
cp "$logs/stdout" bash_script
tbbimg 0 completions zsh
cp "$logs/stdout" _tbbimg
tbbimg 0 completions fish
cp "$logs/stdout" tbbimg.fish
tbbimg 2 completions csh
says "none for 'csh'"
for script in bash_script _tbbimg; do
  while read -r name; do grep -qF -e "$name" $script || fail "$name is not in $script"; done <help_names
done

# completed WORD...: what bash offers for the last of them.
command -v bash >/dev/null || skip 'there is no bash'
completed() {
  bash -c '. ./bash_script; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _tbbimg; printf "%s\n" "${COMPREPLY[@]}"' bash "$@" | tr '\n' ' '
}
[ "$(completed tbbimg ver)" = 'verify version ' ] || fail "ver: $(completed tbbimg ver)"
[ "$(completed tbbimg run --thr)" = '--threads ' ] || fail "--thr: $(completed tbbimg run --thr)"
[ "$(completed tbbimg run in --sync '')" = 'none group each ' ] || fail "--sync: $(completed tbbimg run in --sync '')"
[ "$(completed tbbimg run in --op thumb)" = 'thumbnail ' ] || fail "--op: $(completed tbbimg run in --op thumb)"
[ "$(completed tbbimg recipe '')" = 'check example schema ' ] || fail "recipe: $(completed tbbimg recipe '')"
[ "$(completed tbbimg status --js)" = '--json ' ] || fail "status: $(completed tbbimg status --js)"
bash -c '. ./bash_script; complete -p tbbimg' | grep -q -- '-F _tbbimg tbbimg' || fail 'bash does not know the completion'
if command -v zsh >/dev/null; then
  zsh -f -c 'autoload -U compinit; compinit -u -D; . ./_tbbimg; whence -w _tbbimg_run' | grep -q function || fail 'zsh does not take it'
fi
if command -v fish >/dev/null; then
  fish --no-config -c 'source tbbimg.fish; complete -C "tbbimg run --sync "' | grep -q '^group' || fail 'fish does not take it'
  fish --no-config -c 'source tbbimg.fish; complete -C "tbbimg ver"' | grep -q '^verify' || fail 'fish does not take it'
fi
