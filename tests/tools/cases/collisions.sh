# Two inputs that would give one output: the first is made, the second fails, nothing is overwritten.
mkdir -p in/sub one two
image jpeg 64x48 in/a.jpg
image png 64x48 in/a.png seed=2
image png 64x48 in/sub/a.png seed=3
image png 64x48 in/b.png

tbbimg 1 run in -o out --format webp
files out 3
says '3 done, 1 failed'
says_times 1 'in/a.png: list: would give the output a.webp, as in/a.jpg does'
# Their own formats keep them apart.
tbbimg 0 run in -o same --format same
files same 4

tbbimg 3 run in -o planned --format webp --dry-run
absent planned
says_times 1 'in/a.png: list: would give the output a.webp'
prints 'in/a.jpg -> planned/a.webp'
prints 'in/sub/a.png -> planned/sub/a.webp'

# Over folders, if the template does not keep them apart.
tbbimg 1 run in -o flat --format same --name '{stem}.{ext}'
says_times 1 'in/sub/a.png: list: would give the output a.png'
files flat 3
tbbimg 0 run in -o indexed --format webp --name '{index}.{ext}'
files indexed 4

# Over roots: their trees lie on top of each other.
image jpeg 64x48 one/x.jpg
image jpeg 64x48 two/x.jpg seed=2
tbbimg 1 run one two -o roots --format png
files roots 1
says_times 1 'two/x.jpg: list:'

# Names that differ only in case, on request.
mkdir cases
image jpeg 64x48 cases/A.jpg
image jpeg 64x48 cases/a.jpg seed=2
tbbimg 0 run cases -o cases_apart --format png
files cases_apart 2
tbbimg 1 run cases -o cases_one --format png --ignore-case
files cases_one 1
says 'cases/a.jpg: list: would give the output a.png, as cases/A.jpg does (in any case)'

# Names that need the header: only those that really are the same.
image png 64x48 cases/b.png
image jpeg 32x24 cases/b.jpg
tbbimg 0 run cases -o widths --format webp --name '{dir}/{stem}-{width}.{ext}'
files widths 4
