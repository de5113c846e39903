# The alert rules and the dashboard of examples/ are well-formed and ask for figures that there are.
command -v promtool >/dev/null && command -v python3 >/dev/null || skip 'there is no promtool or no python3'
examples=$(dirname "$case_file")/../../../examples
promtool check rules "$examples/prometheus/tbbimg-alerts.yml" || fail 'promtool refuses the rules'
promtool test rules "$examples/prometheus/tbbimg-alerts.test.yml" || fail 'the rules do not alert as they should'

mkdir in
image jpeg 64x48 in/a.jpg
tbbimg 0 run in -o out --format png --metrics-file run.prom
python3 - "$examples" <<'PYTHON' || fail 'the dashboard is wrong'
import json, re, subprocess, sys
examples = sys.argv[1]
dashboard = json.load(open(f"{examples}/grafana/tbbimg.json"))
queries = [t["expr"] for panel in dashboard["panels"] for t in panel["targets"]]
assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])
rules = [{"record": f"q:{i}", "expr": q.replace("$instance", ".*").replace("$output", ".*").replace("$__rate_interval", "1m")}
         for i, q in enumerate(queries)]
json.dump({"groups": [{"name": "dashboard", "rules": rules}]}, open("queries.yml", "w"))
subprocess.run(["promtool", "check", "rules", "queries.yml"], check=True)
there = set(re.findall(r"^(\w+)", open("run.prom").read(), re.M))
# Only there once a place has been away.
there.add("tbbimg_breaker_state")
asked = re.findall(r"\btbbimg_\w+", " ".join(queries) + open(f"{examples}/prometheus/tbbimg-alerts.yml").read())
missing = sorted(set(asked) - there)
assert asked and not missing, missing
PYTHON
