#include "engine/run/detail/run_notes.hpp"

#include "engine/run/detail/run_inputs.hpp"
#include "kernels/core/time.hpp"

namespace tbbimg {

std::string note_on_case(const Pipeline& asked_for, const Pipeline& adapted, const RunSpec& spec) {
  if (asked_for.options().ignore_case == adapted.options().ignore_case) return {};
  return "the file system of " + spec.output +
         " does not tell upper from lower case: outputs whose names differ only in that collide, as with --ignore-case";
}

std::string note_on_recipe(const JournalIndex& index, std::uint64_t fingerprint, const RunSpec& spec) {
  if (spec.resume != ResumeScope::missing || spec.overwrite) return {};
  const std::uint64_t others = index.done_otherwise(fingerprint);
  if (others == 0) return {};
  return spec.output + " holds outputs of " + std::to_string(others) + (others == 1 ? " image" : " images") +
         " that another recipe made; they are kept, --resume makes them anew";
}

std::string note_on_strangers(const RunSpec& spec, const std::string& folder) {
  if (!spec.overwrite || !lies_among_inputs(spec, folder)) return {};
  return spec.output +
         " lies inside an input, or an input inside it: only files that a run made there are overwritten; images that "
         "are not in the journal stay";
}

std::string note_on_rooms(const std::optional<Error>& trouble) {
  if (!trouble) return {};
  return trouble->to_string() +
         "; without that list, files that this run leaves half-written beside its outputs, should it die, stay there "
         "until somebody removes them (.tbbimg-*)";
}

std::string trouble_of(const JournalIndex& index) {
  for (const Interruption& each : index.interruptions()) {
    if (each.kind == Interruption::Kind::damaged) return each.journal + " cannot be read whole: lines are damaged";
    if (!each.is_clock_wrong) continue;
    return each.journal + " tells of a run that was started at " + time_text(each.started_ms) +
           ", which is later than what came after it: a clock was wrong";
  }
  return {};
}

std::string note_on_trouble(const JournalIndex& index, ResumeScope scope) {
  const std::string trouble = trouble_of(index);
  if (trouble.empty()) return {};
  return trouble + (scope == ResumeScope::missing
                        ? "; outputs that no line tells of are kept as they are, --resume makes them anew"
                        : "; outputs are compared by their bytes, and those that no line tells of are made anew");
}

}  // namespace tbbimg
