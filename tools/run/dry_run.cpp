#include "tools/run/dry_run.hpp"

#include <cstdio>
#include <string>

#include "kernels/core/format.hpp"
#include "tools/interruption.hpp"
#include "tools/print.hpp"
#include "tools/run/ending.hpp"

namespace tbbimg::tools {
namespace {

std::string estimate_text(const Estimate& estimate, int threads) {
  return "estimated: " + human_bytes(estimate.bytes) + " of outputs, " + human_seconds(estimate.seconds) + " with " +
         std::to_string(threads) + (threads == 1 ? " thread" : " threads") + ", from doing " +
         std::to_string(estimate.images) + " of " + std::to_string(estimate.of) + " images without writing";
}

std::string counted(std::uint64_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string summary(const RunPlan& plan, const std::string& output) {
  std::string text = "would write " + counted(plan.outputs, "output", "outputs") + " to " + output;
  const auto add = [&text](std::uint64_t count, const char* one, const char* many) {
    if (count > 0) text += "; " + counted(count, one, many);
  };
  add(plan.kept, "is there already", "are there already");
  add(plan.no_images, "input is no image", "inputs are no images");
  add(plan.need_nothing, "image needs nothing", "images need nothing");
  add(plan.for_no_variant, "image suits no variant", "images suit no variant");
  add(plan.failures, "would fail", "would fail");
  return text;
}

}  // namespace

ExitCode print_plan(const ImageRun& run, const std::stop_token& stop) {
  const std::string& output = run.spec().output;
  const auto plan = run.plan(
      {[&](const SourceItem& item, const std::string& name) { print_line(item.path + " -> " + output + "/" + name); },
       [](const Error& error) { print_line(error.to_string(), stderr); },
       [](std::string_view note) { print_message(note); }, stop});
  if (!plan) return complain(plan.error(), run.spec());
  if (stop.stop_requested()) return interrupted("the plan is not whole; nothing is written");
  if (plan->estimate.images > 0) print_message(estimate_text(plan->estimate, run.pipeline().options().threads));
  print_message(summary(*plan, output));
  if (plan->is_impossible) {
    return complain(ExitCode::bad_plan,
                    "the plan cannot work, for the reasons above; only the outputs listed would be written");
  }
  if (plan->failures > 0) return ExitCode::some_failed;
  // A part of the inputs may hold no image.
  if (!plan->has_images() && !run.spec().shard) {
    return complain(ExitCode::bad_plan, "there is no image among the inputs");
  }
  return ExitCode::done;
}

}  // namespace tbbimg::tools
