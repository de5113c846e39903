# Bands of a TIFF that no picture shows are left out, and told by whatever reads it.
"$TBBIMG" version | grep -q 'tiff' || skip 'this build has no TIFF'
image jpeg 64x48 good.jpg
python3 - <<'END' || skip 'there is no python3'
import struct
bands, side = 100, 8
pixels = bytes(range(bands)) * side * side
bits = 8 + len(pixels)
tags = [(256, 4, 1, side), (257, 4, 1, side), (258, 3, bands, bits), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8),
        (277, 3, 1, bands), (278, 4, 1, side), (279, 4, 1, len(pixels))]
directory = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", *tag) for tag in tags) + bytes(4)
values = struct.pack("<H", 8) * bands
open("bands.tif", "wb").write(b"II*\0" + struct.pack("<I", bits + len(values)) + pixels + values + directory)
END
bands='98 further samples a pixel are left out, which are neither colours nor alpha'
tbbimg 0 run bands.tif -o bands --format png -v --progress none
says_times 1 "bands.tif: $bands"
grep -q "\"warnings\":\[\"$bands\"\]" bands/.tbbimg/journal.jsonl || fail 'the journal does not tell of the bands'
tbbimg 0 convert bands.tif bands.png
says_times 1 "bands.tif: $bands"
tbbimg 0 info bands.tif good.jpg
prints 'bands.tif: tiff 8x8, gray with alpha, 8 bits, alpha, 100 samples a pixel, of which 98 are left out, '
[ "$(grep -c 'samples a pixel' "$logs/stdout")" -eq 1 ] || fail 'samples of a JPEG are left out'
tbbimg 0 info --json bands.tif good.jpg
prints '"left_out_samples":98,'
prints '"left_out_samples":0,'
