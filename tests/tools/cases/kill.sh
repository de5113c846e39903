# Runs that are killed at random moments and resumed end as one that nobody disturbed. With more kills:
#   tests/soak/kill_and_resume.py build/dev/bin/tbbimg build/dev/bin/make_image --kills 200
command -v python3 >/dev/null || skip 'there is no python3'
python3 "$(dirname "$RUN_CASE")/../soak/kill_and_resume.py" "$TBBIMG" "$MAKE_IMAGE" >"$logs/stdout" 2>"$logs/stderr" ||
  fail 'a killed run did not go on as it should'
