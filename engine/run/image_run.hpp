// A run into a folder as an object: what it reads, writes, notes and goes on with, joined.
//
//   auto run = ImageRun::open(spec);
//   if (run) outcome = (*run)->run({});
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "engine/events/run_report.hpp"
#include "engine/pipeline/pipeline.hpp"
#include "engine/run/plan.hpp"
#include "engine/run/run_refusal.hpp"
#include "engine/run/run_spec.hpp"

namespace tbbimg {

/// How a run has come to its end.
enum class RunEnding : std::uint8_t {
  all_done,       ///< or there was nothing left to do
  some_failed,    ///< of the images, or are salvaged
  failure_limit,  ///< too many of them: the run stopped there
  no_image,       ///< among the inputs
  interrupted,    ///< by a stop token
  environment,    ///< by the machine: RunReport::environment_error or `journal_error` tells why
};

/// What the rest of a run would write.
struct RoomNeeded {
  std::uint64_t bytes = 0;
  std::uint64_t images = 0;
  bool is_all = true;  ///< false: there are more images, which were not counted
};

struct RunOutcome {
  RunReport report;
  RunEnding ending = RunEnding::all_done;
  std::optional<Error> journal_error;     ///< something is not in the journal, or not on the disk
  std::optional<RoomNeeded> room_needed;  ///< where a full disk has ended the run
};

/// The command of whoever starts a run, for people who read the journal.
struct TypedCommand {
  std::vector<std::string> arguments = {};  ///< without the command's name
  std::string folder = {};                  ///< where it was typed; empty: the working folder
};

/// What a run has to do with whoever starts it. All of it may be left out, and must live as long as the ImageRun.
struct ImageRunControls {
  StopTokens stop = {};
  std::vector<RunObserver*> observers = {};         ///< told after the journal
  Metrics* metrics = nullptr;                       ///< as RunControls::metrics
  std::function<void()> begin = {};                 ///< called once, when nothing refuses the run any more
  std::function<void(std::string_view)> note = {};  ///< hears sentences that are of no image; on any thread
  TypedCommand typed = {};
};

/// Several may exist at once in a process, but not for one output folder while they run.
class ImageRun {
 public:
  /// Makes the recipe and looks whether the inputs are there. Writes nothing.
  [[nodiscard]] static tl::expected<std::unique_ptr<ImageRun>, RunRefusal> open(
      RunSpec spec, const OperationRegistry& operations = OperationRegistry::with_builtin_operations(),
      CodecRegistry codecs = CodecRegistry::with_builtin_codecs());
  ImageRun(const ImageRun&) = delete;
  ImageRun& operator=(const ImageRun&) = delete;
  ~ImageRun();

  [[nodiscard]] const RunSpec& spec() const noexcept { return spec_; }
  [[nodiscard]] const Pipeline& pipeline() const noexcept { return pipeline_; }

  /// What run() would do. Writes nothing, nor makes the output folder.
  [[nodiscard]] tl::expected<RunPlan, RunRefusal> plan(const PlanListener& listener) const;

  /// Does it. The output folder stays locked until this object is gone.
  /// With RunOptions::give_up_after: if RunReport::abandoned is not zero, this object must never go.
  [[nodiscard]] tl::expected<RunOutcome, RunRefusal> run(ImageRunControls controls);

 private:
  class Session;

  ImageRun(RunSpec spec, std::string folder, Pipeline pipeline);

  const RunSpec spec_;
  const std::string folder_;  ///< where relative paths started when this was opened
  const Pipeline pipeline_;
  std::unique_ptr<Session> session_;
};

}  // namespace tbbimg
