# --page N: another page of a TIFF than the first, in all that reads pictures; --resume notices that it is another.
"$TBBIMG" version | grep -q 'tiff' || skip 'this build has no TIFF'
python3 - <<'PYTHON'
import struct
def page(at, width, last):
    fields = [(256, width), (257, 2), (258, 8), (259, 1), (262, 1), (273, at + 200), (277, 1), (278, 2), (279, 2 * width)]
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in fields)
    directory = struct.pack("<H", len(fields)) + entries + struct.pack("<I", 0 if last else at + 1000)
    return directory.ljust(200, b"\0") + bytes([50]) * (2 * width) + bytes(800 - 2 * width)
open("pages.tif", "wb").write(b"II*\0" + struct.pack("<I", 8) + page(8, 30, False) + page(1008, 20, True))
PYTHON
mkdir in
cp pages.tif in/

tbbimg 0 info pages.tif --page 1
prints 'tiff 20x2, gray, 8 bits, 2 pages'
tbbimg 1 info pages.tif --page 2
says 'pages.tif: decode: there is no page 2: the TIFF has 2 pages'
tbbimg 0 convert pages.tif one.png --page 1
tbbimg 0 info one.png
prints 'png 20x2'
tbbimg 1 convert one.png two.png --page 1
says 'there is no page 1: the PNG has 1 page, which is page 0'
tbbimg 2 convert one.png two.png --page -1
says '--page'

tbbimg 0 run in -o out --format png
tbbimg 0 info out/pages.png
prints 'png 30x2'
tbbimg 0 run in -o out --format png --page 1 --resume
tbbimg 0 info out/pages.png
prints 'png 20x2'
tbbimg 1 run in -o none --format png --page 5
says 'in/pages.tif: decode: there is no page 5: the TIFF has 2 pages'
tbbimg 2 run in -o none --format png --raw jpeg
says "--raw: 'jpeg' is not preview or develop"
