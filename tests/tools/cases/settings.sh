# Defaults of options from the environment and from a file: what is typed goes before them, mistakes say where they are.
mkdir in home home/.config home/.config/tbbimg
image jpeg 64x48 in/a.jpg
cp in/a.jpg in/b.tif
cp in/a.jpg in/c.raw
unset TBBIMG_CONFIG XDG_CONFIG_HOME
HOME=$PWD/home
export HOME
config=home/.config/tbbimg/config.toml
tbbimg 0 config
prints "file: $HOME/.config/tbbimg/config.toml (is not there)"
prints 'nothing is set'

cat >$config <<'TOML'
threads = 1
[run]
format = "png"
exclude = ["*.tif"]
hidden = true
TOML
tbbimg 0 config
prints "run --threads 1   from $HOME/.config/tbbimg/config.toml:1"
prints "run --exclude *.tif   from $HOME/.config/tbbimg/config.toml:4"
cp in/a.jpg in/.hidden.jpg
tbbimg 0 run in -o out
files out 3
exists out/a.png
exists out/.hidden.png
absent out/b.png
# Typed ones go before them, and lists grow.
tbbimg 0 run in -o typed --format webp --exclude '*.raw'
exists typed/a.webp
absent typed/c.webp
# The environment goes before the file.
TBBIMG_FORMAT=webp TBBIMG_HIDDEN=0 TBBIMG_EXCLUDE='*.raw:*.tif' "$TBBIMG" run in -o environment --progress none || fail 'by the environment'
[ "$(outputs environment)" = environment/a.webp ] || fail 'other outputs than the environment asks for'
TBBIMG_CONFIG= "$TBBIMG" run in -o no --progress none 2>"$logs/stderr" && fail 'the file is read although none is to be'
says 'nothing to do: give --op'

# Mistakes.
wrong() { printf "$1" >$config; tbbimg 78 run in -o no --format png; says "$HOME/.config/tbbimg/config.toml:$2"; absent no; }
wrong 'thread = 1\n' "1: 'thread' is no option that can be set: did you mean 'threads'?"
wrong '\n[rum]\nthreads = 1\n' "2: no subcommand is called 'rum': did you mean [run]?"
wrong '[run]\nhidden = "yes"\n' '2: hidden is neither true nor false'
wrong '[run]\nexclude = 5\nquality = [1]\n' '3: quality is neither a text nor a number'
wrong 'threads = \n' '1: '
wrong 'output = "x"\n' "1: 'output' is no option that can be set"
printf 'threads = "many"\n' >$config
tbbimg 2 run in -o no --format png
says "--threads: 'many' is "
says "; $HOME/.config/tbbimg/config.toml:1 sets it"
# Nobody else has set what is typed, by whichever of its names.
for typed in '--threads few' --threads=few '-j few' -jfew; do
  tbbimg 2 run in -o no --format png $typed
  says_not 'sets it'
done
tbbimg 0 run --help
tbbimg 2 config surplus
rm $config
TBBIMG_HIDDEN=maybe "$TBBIMG" run in -o no --format png 2>"$logs/stderr" && fail 'a truth that is none'
says "TBBIMG_HIDDEN is 'maybe', allowed: 1 or 0"
TBBIMG_CONFIG=nowhere.toml "$TBBIMG" run in -o no --format png 2>"$logs/stderr" && fail 'a file that is not there'
says 'nowhere.toml: read: cannot open: No such file or directory'
tbbimg 0 config --all
prints 'run --exclude GLOB   TBBIMG_EXCLUDE'
