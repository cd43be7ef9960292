# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# What `run.sh measure` measures. To be sourced by run.sh.
#
# shellcheck disable=SC2034,SC2154 # names of run.sh

declare -A step_seconds=() classes=([vit-b-16]=196 [mini]=10)

section 'Peaks'
ours 'copy and products' 40 bench_cuda --peaks && { tell ''; tell "$(said)"; }

# --- a step ----------------------------------------------------------------------------------------------------

step_line() {
  local stage
  awk -v s="$(number seconds)" -v rate="$(number gflop_per_second)" -v peak="$(number peak_gflop_per_second)" 'BEGIN {
    printf "%.2f ms, %.1f TFLOP/s", 1000 * s, rate / 1000
    if (peak > 0) printf ", %.0f %% of a product at %.0f TFLOP/s", 100 * rate / peak, peak / 1000 }'
  for stage in student teachers loss backward optimiser; do
    [ -z "$(number $stage)" ] || awk -v name="$stage" -v s="$(number $stage)" 'BEGIN { printf "; %s %.2f", name, 1000 * s }'
  done
}
# step MODEL NAME OPTION...: flags first, so that a program that knows none of them says so.
step() {
  local model=$1 name=$2
  shift 2
  telling=step_line ours "sdkt, $name" 40 bench_step "$@" --device cuda --architecture "$model" --classes "${classes[$model]}" --steps 20
  step_seconds[$model $name]=$(number seconds)
}
steps_of() { # model
  step "$1" bf16 --precision bf16
  [ "$1" != vit-b-16 ] || forward=$(number teachers)
  step "$1" fp32 --precision fp32
  step "$1" tf32 --precision tf32
  step "$1" 'bf16, a graph' --graph --precision bf16
  environment=(TORCH_CUDNN_SDPA_DEPRIORITIZED=1)
  step "$1" 'bf16, attention not by cuDNN' --precision bf16
  environment=()
  step "$1" 'bf16, repeatable' --repeatable --precision bf16
}
forward=
section 'A step of ViT-B/16: 32 + 64 pictures, 196 classes, two teachers; ms of stages'
steps_of vit-b-16
[ -z "$forward" ] || row 'forward without a gradient, 64 at once, bf16' "$(awk -v s="$forward" 'BEGIN { printf "%.0f images/s", 128 / s }')"
section 'A step of the embedded model: 32 + 64 pictures, 10 classes, two teachers; ms of stages'
steps_of mini

# --- kernels ---------------------------------------------------------------------------------------------------

section Kernels
ours 'kernels against their floor' 60 bench_cuda && { tell ''; tell "$(said)"; }

# --- the embedded benchmark ------------------------------------------------------------------------------------

section 'The embedded benchmark, whole processes'
seconds_of_steps() { awk -F, 'NR > 1 { sum += $NF; n++ } END { printf "%d steps in %.1f s", n, sum }' "$work/$1/steps.csv"; }
run_line() { printf 'passed: %s' "$(seconds_of_steps "$run")"; }
for run in cuda graph; do
  words=()
  [ "$run" = cuda ] || words=(--step-graph)
  telling=run_line ours "sdkt run --method snd --device cuda${words[*]:+ ${words[*]}}" 90 sdkt run --tasks mini --method snd \
    --device cuda ${words[@]+"${words[@]}"} --quiet --out "$work/$run"
done
check 'the graph has trained the same bytes' 10 cmp "$work/cuda/model/model.safetensors" "$work/graph/model/model.safetensors"
telling=last_line check 'metrics within the spread of seeds on the CPU' 20 "$python" "$root/tests/cuda/mini_spread.py" \
  --check "$work/cuda/metrics.json"
# Images a second: what all tasks take, less what one takes, so that loading and the first use of the device cancel out.
evaluation_line() { printf '%s images in %s s' "$(said | grep -o '"test_images": *[0-9]*' | awk -F: '{ sum += $2 } END { print sum }')" "$(number seconds)"; }
mini=$root/examples/mini/tasks
telling=evaluation_line ours 'evaluation, all tasks' 60 sdkt evaluate --tasks mini --device cuda --json --quiet
whole=$(evaluation_line)
telling=evaluation_line ours 'evaluation, one task' 60 sdkt evaluate --tasks "$mini/shapes.json" --device cuda --json --quiet
row 'evaluation of the embedded model, files to accuracies' "$(printf '%s %s\n' "$whole" "$(evaluation_line)" |
  awk '$4 > $9 { printf "%.0f images/s", ($1 - $6) / ($4 - $9) }')"
telling=tests_line ours 'no host synchronisation in 100 steps' 60 cuda_tests '[sync]'

# --- several processes -----------------------------------------------------------------------------------------

section 'One run on two GPUs'
gpus=$(timeout $((20 * slower)) nvidia-smi -L 2> /dev/null | grep -c '^GPU ')
if [ "$gpus" -ge 2 ]; then
  for run in 1 2; do
    telling=run_line ours "sdkt run --processes $run" 90 sdkt run --tasks mini --order digits,shapes --method snd --device cuda \
      --repeatable --max-processes 2 --processes "$run" --quiet --out "$work/$run"
  done
  check 'two processes have trained the same bytes as one' 10 cmp "$work/1/model/model.safetensors" "$work/2/model/model.safetensors"
  check 'and measured the same' 10 cmp "$work/1/accuracy.csv" "$work/2/accuracy.csv"
else
  row 'two processes' "not run: this machine has $gpus GPU"
fi

# --- PyTorch ---------------------------------------------------------------------------------------------------

for model in vit-b-16 mini; do
  section "The same step in PyTorch, $model"
  for run in 'good bf16' 'good fp32' 'released fp32'; do
    read -r variant precision <<< "$run"
    pytorch_line() {
      awk -v s="$(number seconds)" -v own="${step_seconds[$model $precision]:-0}" -v name="$precision" 'BEGIN {
        printf "%.2f ms", 1000 * s
        if (own > 0) printf ", %.2f times sdkt %s", s / own, name }'
    }
    telling=pytorch_line check "PyTorch, $run" 70 "$python" "$root/benchmarks/step/pytorch_step.py" --device cuda \
      --architecture "$model" --variant "$variant" --precision "$precision" --classes "${classes[$model]}" --steps 20
  done
done
telling=
