#!/usr/bin/env python3
"""make_huge_png.py WIDTHxHEIGHT FILE: a transparent RGBA picture that is a thousandth of its pixels' bytes as a file.

One block of rows is deflated; flushed, it stands alone, and the others are copies of it.
"""
import struct
import sys
import zlib

width, height = map(int, sys.argv[1].split("x"))
row = 1 + 4 * width  # no filter, then pixels
rows_a_block = max(1, min(height, (1 << 22) // row))


def deflated(rows: int) -> bytes:
    stream = zlib.compressobj(9, zlib.DEFLATED, -15)
    return stream.compress(bytes(row * rows)) + stream.flush(zlib.Z_FULL_FLUSH)


blocks, rest = divmod(height, rows_a_block)
# Adler-32 of n zeros, modulo 65521: the low half is 1, the high half n.
checksum = struct.pack(">HH", row * height % 65521, 1)
data = b"\x78\xda" + deflated(rows_a_block) * blocks + deflated(rest) + b"\x03\x00" + checksum


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


with open(sys.argv[2], "wb") as file:
    file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)))
    file.write(chunk(b"IDAT", data) + chunk(b"IEND", b""))
