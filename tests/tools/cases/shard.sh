# Shards of a run: each image in exactly one of them, collisions across them, and where --shard auto takes its numbers from.
mkdir -p in/sub
n=0
while [ $n -lt 40 ]; do
  n=$((n + 1))
  image png 9x7 in/sub/$n.png seed=$n
done
tbbimg 0 run in -o whole --op thumbnail:4
sum=0
for i in 1 2 3; do
  tbbimg 0 run in -o parts --op thumbnail:4 --shard $i/3
  now=$(find parts -type f -name '*.png' | wc -l)
  [ "$now" -gt "$sum" ] || fail "shard $i made nothing"
  sum=$now
done
files parts 40
[ "$(digest whole)" = "$(digest parts)" ] || fail 'the shards made something else than the whole run'

# What collides fails in the shard that it is in, and in no other.
cp in/sub/1.png in/sub/1.x
failed=0
for i in 1 2 3; do
  code=0
  "$TBBIMG" run in -o collide --op thumbnail:4 --format png --shard $i/3 --progress none 2>"$logs/stderr" || code=$?
  [ $code -eq 0 ] || failed=$((failed + 1))
done
[ $failed -eq 1 ] || fail "$failed shards failed instead of 1"
files collide 40
rm in/sub/1.x

# An empty shard is no mistake.
mkdir one
image png 9x7 one/a.png
for i in 1 2 3 4; do
  tbbimg 0 run one -o single --format png --shard $i/4
  tbbimg 0 run one -o dry --format png --shard $i/4 --dry-run
done
files single 1

unset OMPI_COMM_WORLD_RANK OMPI_COMM_WORLD_SIZE PMIX_RANK PMI_RANK PMI_SIZE SLURM_STEP_ID SLURM_PROCID SLURM_NTASKS SLURM_STEP_NUM_TASKS \
  SLURM_ARRAY_TASK_ID SLURM_ARRAY_TASK_MIN SLURM_ARRAY_TASK_MAX SLURM_ARRAY_TASK_COUNT SLURM_ARRAY_TASK_STEP
tbbimg 2 run in -o auto --op thumbnail:4 --shard auto
says 'none of the variables of Open MPI, PMI, PMIx and Slurm is set'
for rank in 0 1 2; do
  export OMPI_COMM_WORLD_RANK=$rank OMPI_COMM_WORLD_SIZE=3
  tbbimg 0 run in -o auto --op thumbnail:4 --shard auto
  says "$((rank + 1))/3, as OMPI_COMM_WORLD_RANK=$rank, OMPI_COMM_WORLD_SIZE=3 says"
done
[ "$(digest whole)" = "$(digest auto)" ] || fail 'the ranks made something else than the whole run'
tbbimg 0 run in -o auto --op thumbnail:4 --shard auto --dry-run
says '3/3, as OMPI_COMM_WORLD_RANK=2'
tbbimg 0 run in -o not --op thumbnail:4
files not 40
export SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_MAX=4 SLURM_ARRAY_TASK_COUNT=5
tbbimg 2 run in -o auto2 --op thumbnail:4 --shard auto
says 'contradict each other; set are OMPI_COMM_WORLD_RANK=2'
