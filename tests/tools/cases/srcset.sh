# What web pages need of the outputs: formats and widths, mean colour, and a tiny picture to begin with.
mkdir -p in/sub
image jpeg 1500x1000 in/a.jpg
image jpeg 400x600 'in/sub/b "1" & c.jpg'
cat >web.toml <<'TOML'
[[variant]]
name = "web"
widths = [320, 640, 1280]
formats = ["webp", "jpeg"]
[[variant]]
name = "square"
ops = ["resize:100x100,fit=cover"]
format = "jpeg"
TOML
tbbimg 0 run in -o out --recipe web.toml
tbbimg 0 srcset out
[ "$(wc -l <"$logs/stdout")" -eq 2 ] || fail 'not a line for each photo'
prints '{"photo":"a.jpg","src":"a_web-1280-jpeg.jpg","width":1280,"height":853,"sources":[{"type":"image/webp","srcset":"a_web-320-webp.webp 320w, a_web-640-webp.webp 640w, a_web-1280-webp.webp 1280w"},{"type":"image/jpeg","srcset":"a_web-320-jpeg.jpg 320w, '
prints '"src":"sub/b%20%221%22%20%26%20c_web-320-jpeg.jpg","width":320,"height":480,'
! grep -q square "$logs/stdout" || fail 'the square one is among them'
prints '"placeholder":"data:image/webp;base64,'
if command -v python3 >/dev/null; then
  python3 - "$logs/stdout" <<'PYTHON' || fail 'wrong colours'
import base64, json, sys
for line in open(sys.argv[1], encoding="ascii"):
    photo = json.loads(line)
    assert len(photo["color"]) == 7 and photo["color"] != "#000000", photo["color"]
    assert base64.b64decode(photo["placeholder"].split(",")[1])[8:12] == b"WEBP"
PYTHON
fi
tbbimg 0 srcset out --format html --prefix '/p/' --sizes '(min-width: 9em) 50vw, 100vw'
prints '  <source type="image/webp" srcset="/p/a_web-320-webp.webp 320w, '
prints 'sizes="(min-width: 9em) 50vw, 100vw"'
prints 'width="1280" height="853" alt="" loading="lazy" decoding="async" style="background: #'
[ "$(grep -c '^</picture>' "$logs/stdout")" -eq 2 ] || fail 'not a picture for each photo'
# A colour that is known.
tbbimg 0 run in/a.jpg -o red --op fill:#c02040 --format png
tbbimg 0 srcset red
prints '"color":"#c02040"'
rm out/a_web-320-*
tbbimg 1 srcset out
says 'out/a_web-320-'
[ "$(wc -l <"$logs/stdout")" -eq 2 ] || fail 'a photo is lost'
tbbimg 2 srcset out --format xml
says "'xml' is neither json nor html"
tbbimg 3 srcset in
