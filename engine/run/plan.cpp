#include "engine/run/plan.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>

#include "codecs/recognise.hpp"
#include "engine/files/directory_sink.hpp"
#include "engine/files/file.hpp"
#include "engine/files/output_name.hpp"
#include "engine/files/probe_file.hpp"
#include "engine/journal/journal_index.hpp"
#include "engine/pipeline/image_need.hpp"
#include "engine/run/detail/run_inputs.hpp"
#include "engine/run/detail/run_notes.hpp"
#include "engine/run/estimate.hpp"
#include "engine/variants/animation.hpp"
#include "engine/variants/depth_loss.hpp"
#include "engine/variants/encode.hpp"
#include "engine/variants/kept_source.hpp"

namespace tbbimg {
namespace {

using Part = RunRefusal::Part;

// Read at once by the system as well as less would be; holds the headers of all images but those with long metadata.
constexpr std::size_t kHeadBytes = std::size_t{64} << 10;

class Planner {
 public:
  Planner(const Pipeline& pipeline, std::string output, DirectorySink* sink, const PlanListener& listener)
      : pipeline_(pipeline),
        output_(std::move(output)),
        longest_name_(longest_name_at(output_)),
        sink_(sink),
        listener_(listener) {}

  void add(const SourceItem& item) {
    if (item.failure) {
      report(*item.failure);
    } else if (needs_nothing(item.skip.kind)) {
      ++plan_.need_nothing;
    } else if (item.skip) {
      ++plan_.no_images;
    } else if (const auto head = read_head(item.path, kHeadBytes); !head) {
      report(head.error());
    } else {
      add_file(item, {reinterpret_cast<const std::uint8_t*>(head->data()), head->size()});
    }
  }

  [[nodiscard]] RunPlan finish(Source& source) {
    if (listener_.stop.stop_requested()) return std::move(plan_);
    plan_.estimate = estimate_run(pipeline_, sample_, source);
    for (const Error& failure : plan_.estimate.failures) report(failure);
    return std::move(plan_);
  }

 private:
  void report(const Error& error) {
    ++plan_.failures;
    if (error.code == ErrorCode::name_collision) plan_.is_impossible = true;
    listener_.failure(error);
  }

  void add_file(const SourceItem& item, std::span<const std::uint8_t> head) {
    Recognition found = recognise(head, item.file_name, pipeline_.codecs());
    if (found.failure) {
      found.failure->path = item.path;
      report(*found.failure);
    } else if (found.decoder == nullptr) {
      ++plan_.no_images;
    } else if (pipeline_.names().need_header()) {
      add_probed(item);
    } else {
      // A header that is not whole in `head` says nothing of the size.
      auto info = found.decoder->probe_chosen(head, pipeline_.options().choice);
      // Frames are counted up to the end of a GIF.
      if (!info && head.size() == kHeadBytes && may_lose_frames(*found.decoder)) {
        info = probe_file(item.path, pipeline_.codecs(), pipeline_.options().choice);
      }
      add_outputs(item, found.decoder->name(), pipeline_.names().without_header(item, found.decoder->name()),
                  info ? &*info : nullptr);
    }
  }

  void add_probed(const SourceItem& item) {
    const auto info = probe_file(item.path, pipeline_.codecs(), pipeline_.options().choice);
    if (!info) return report(info.error());
    if (const Status fits = check_size(info->upright_size(), pipeline_.options()); !fits) {
      return report_size(item, fits.error());
    }
    add_outputs(item, info->format, pipeline_.names().of(item, info->format, *info), &*info);
  }

  void add_outputs(const SourceItem& item, std::string_view format, const std::vector<OutputName>& outputs,
                   const ImageInfo* info) {
    std::vector<std::size_t> wanted;
    std::vector<std::string> names;
    for (const OutputName& output : outputs) {
      if (output.error) {
        plan_.is_impossible = true;
        report(*output.error);
      } else if (const Status fits = check_length(output_, closed(output), longest_name_); !fits) {
        report(fits.error());
      } else if (const auto there = pipeline_.names().name_to_look_for(output, item);
                 !there || !is_kept(item, *there)) {
        wanted.push_back(output.variant);
        names.push_back(output.name);
      }
    }
    if (outputs.empty()) ++plan_.for_no_variant;
    if (wanted.empty()) return;
    if (info != nullptr) {
      if (const Status fits = check_image(pipeline_, *info, item.bytes, wanted); !fits) {
        return report_size(item, fits.error());
      }
      note_losses(*info, wanted);
    }
    note_idle_keep_smaller(format, wanted);
    for (const std::string& name : names) listener_.output(item, name);
    plan_.outputs += names.size();
    sample_.add(item);
  }

  // Whether an animation of this format would be something new to tell.
  [[nodiscard]] bool may_lose_frames(const Decoder& decoder) const {
    if (!decoder.format().holds.frames) return false;
    ImageInfo animation;
    animation.format = decoder.name();
    animation.animated = true;
    animation.frames = 2;
    const auto& variants = pipeline_.recipe().variants();
    for (std::size_t i = 0; i < variants.size(); ++i) {
      const Encoder* const encoder = encoder_of(variants[i], animation.format, pipeline_.codecs());
      const bool loses = encoder != nullptr && loses_frames(variants[i], animation, *encoder);
      if (loses && !stilled_.contains(i)) return true;
    }
    return false;
  }

  // Of bits and of frames, once for each variant.
  void note_losses(const ImageInfo& info, const std::vector<std::size_t>& wanted) {
    for (const std::size_t index : wanted) {
      const Variant& variant = pipeline_.recipe().variants()[index];
      const Encoder* const encoder = encoder_of(variant, info.format, pipeline_.codecs());
      if (encoder == nullptr) continue;
      const auto loss = info.bits_per_sample > 8 ? depth_loss(variant, *encoder) : std::nullopt;
      if (loss && loss->bits < info.bits_per_sample && narrowed_.insert(index).second) {
        listener_.note(sentence_of(*loss, variant, *encoder).text());
      }
      if (loses_frames(variant, info, *encoder) && stilled_.insert(index).second) {
        listener_.note(sentence_of_lost_frames(variant, *encoder).text());
      }
    }
  }

  // Once for each variant and format.
  void note_idle_keep_smaller(std::string_view format, const std::vector<std::size_t>& wanted) {
    for (const std::size_t variant : wanted) {
      const auto idle = idle_keep_smaller(pipeline_.recipe().variants()[variant], format, pipeline_.codecs());
      if (idle && idle_.emplace(variant, format).second) listener_.note(idle->text());
    }
  }

  // As long as it will be.
  [[nodiscard]] static std::string closed(const OutputName& output) {
    return output.hash ? output.hash->close(output.name, 0) : output.name;
  }

  void report_size(const SourceItem& item, Error error) {
    if (error.stage == Stage::none) error.stage = Stage::decode;
    error.path = item.path;
    report(error);
  }

  // Also if it may not be made at all.
  [[nodiscard]] bool is_kept(const SourceItem& item, const std::string& name) {
    if (sink_ == nullptr) return false;
    const Result<bool> kept = sink_->keeps(name, item.if_exists_of(name));
    if (!kept) {
      // An output that would replace a source.
      plan_.is_impossible = plan_.is_impossible || kept.error().code == ErrorCode::invalid_argument;
      report(kept.error());
      return true;
    }
    if (*kept) ++plan_.kept;
    return *kept;
  }

  const Pipeline& pipeline_;
  const std::string output_;
  const std::size_t longest_name_;  ///< in bytes
  DirectorySink* const sink_;       ///< null: OUT is not there yet
  const PlanListener& listener_;
  Sample sample_;                                            ///< of the inputs that would give outputs
  std::set<std::size_t> narrowed_;                           ///< variants of which that was told
  std::set<std::size_t> stilled_;                            ///< and of which it was told that they lose frames
  std::set<std::pair<std::size_t, std::string_view>> idle_;  ///< of which was told that --keep-smaller does nothing
  RunPlan plan_;
};

}  // namespace

tl::expected<RunPlan, RunRefusal> plan_run(const RunSpec& spec, const std::string& folder, const Pipeline& pipeline,
                                           const PlanListener& listener) {
  // What would be gone on with is looked up, and nothing noted.
  const auto journal = JournalIndex::load(spec.output);
  if (!journal) return refused(Part::journal, journal.error());
  std::unique_ptr<DirectorySink> sink;
  std::error_code error;
  if (std::filesystem::exists(spec.output, error)) {
    auto opened = DirectorySink::inspect(spec.output, spec.inputs);
    if (!opened) return refused(Part::output, std::move(opened).error());
    sink = *std::move(opened);
  }
  const auto adapted = sink ? adapted_to_case(pipeline, *sink) : Result<Pipeline>(pipeline);
  if (!adapted) return refused(Part::names, adapted.error());
  const auto inputs = RunInputs::open(spec, folder, {*adapted, *journal, sink.get()});
  if (!inputs) return refused(Part::inputs, inputs.error());
  for (const std::string& note :
       {note_on_case(pipeline, *adapted, spec), note_on_trouble(*journal, spec.resume),
        note_on_recipe(*journal, fingerprint_of(*adapted), spec), note_on_strangers(spec, folder)}) {
    if (!note.empty()) listener.note(note);
  }
  Planner planner(*adapted, spec.output, sink.get(), listener);
  Source& source = (*inputs)->source();
  for (;;) {
    const auto item = source.next();
    if (!item) return refused(Part::unreachable, item.error());
    if (!*item || listener.stop.stop_requested()) return planner.finish(source);
    planner.add(**item);
  }
}

}  // namespace tbbimg
