#include "tools/run/recovery_options.hpp"

#include <CLI/CLI.hpp>

#include <functional>
#include <string>

#include "engine/run/run_spec.hpp"
#include "kernels/core/numbers.hpp"
#include "tools/run/making_options.hpp"
#include "tools/run/option_values.hpp"
#include "tools/text/parse.hpp"

namespace tbbimg::tools {
namespace {

constexpr const char* kFailing = "When something fails";

std::function<void(const std::string&)> time_into(const char* option, std::chrono::milliseconds& target) {
  return [option, &target](const std::string& text) {
    const auto time = parse_duration(text);
    if (!time) refuse(option, time.error().message);
    target = *time;
  };
}

FailureLimit failure_limit(const std::string& text) {
  const bool is_share = text.ends_with('%');
  const std::string number = is_share ? text.substr(0, text.size() - 1) : text;
  if (const auto percent = parse_number(number); is_share && percent && *percent >= 0 && *percent <= 100) {
    return {std::nullopt, *percent};
  }
  if (const auto images = parse_integer(number); !is_share && images && *images >= 0) {
    return {static_cast<std::uint64_t>(*images), std::nullopt};
  }
  refuse("--max-errors", "'" + text + "' is neither a number of images nor a share such as 5%");
}

}  // namespace

void add_recovery_options(CLI::App& app, RecoveryArguments& arguments, RunOptions& options) {
  add_value(app, "--on-error", "skip|fail", kFailing,
            "After an image that fails: go on with the others (skip, the default),\nor stop",
            [&arguments](const std::string& text) {
              if (text != "skip" && text != "fail") refuse("--on-error", "'" + text + "' is neither skip nor fail");
              arguments.stop_at_first_failure = text == "fail";
            });
  add_value(app, "--max-errors", "N|P%", kFailing,
            "Stop once more than N images have failed, or more than P % of those that\nhave ended (from the 100th on)",
            [&options](const std::string& text) { options.failure_limit = failure_limit(text); });
  add_on_corrupt(app, options.salvage, kFailing);
  add_value(app, "--retries", "N", kFailing,
            "Try an image again after failures that may pass (EIO, ESTALE, EAGAIN, too\nmany open files ...); 3 unless "
            "given",
            [&options](const std::string& text) {
              const auto retries = parse_count(text, 0, RunSpec::kMaxRetries);
              if (!retries) refuse("--retries", retries.error().message);
              options.retries = *retries;
            });
  add_value(app, "--timeout", "TIME", kFailing,
            "Give up an image that takes longer than this, such as 30s or 5m;\nno limit unless given",
            time_into("--timeout", options.image_timeout));
  add_value(app, "--breaker-timeout", "TIME", kFailing,
            "How long to wait for an input that is gone or an output that is full or\ngone, before the run ends with "
            "74; 60s unless given, 0 ends at once",
            time_into("--breaker-timeout", options.breaker_timeout));
  add_value(
      app, "--grace", "TIME", kFailing,
      "The longest time from the first Ctrl-C (or SIGTERM, SIGHUP, SIGUSR1, SIGUSR2)\nto the end of the run, even if "
      "something hangs; 2s unless given, at least 1s",
      time_into("--grace", arguments.grace));
}

Status complete(const RecoveryArguments& arguments, RunOptions& options) {
  options.give_up_after = kGiveUpAfter;
  if (!arguments.stop_at_first_failure) return {};
  if (options.failure_limit.images || options.failure_limit.percent) {
    return fail(ErrorCode::invalid_argument, "--on-error fail and --max-errors do not go together");
  }
  options.failure_limit.images = 0;
  return {};
}

}  // namespace tbbimg::tools
