#include "tools/journal/load.hpp"

#include "engine/journal/journal_folder.hpp"
#include "kernels/core/format.hpp"
#include "tools/print.hpp"

namespace tbbimg::tools {

tl::expected<JournalIndex, ExitCode> load_journal(const std::string& output) {
  auto index = JournalIndex::load(output);
  if (!index) {
    // A link, or no file, where a journal should be.
    const bool is_not_ours = index.error().code == ErrorCode::invalid_argument;
    return tl::unexpected(complain(is_not_ours ? ExitCode::cannot_create : ExitCode::environment, index.error()));
  }
  if (!index->runs().empty()) return *std::move(index);
  if (const auto journals = find_journals(output); journals && !journals->empty()) {
    return tl::unexpected(
        complain(ExitCode::environment, journals->front() + " is empty or damaged: no run can be read in it"));
  }
  return tl::unexpected(complain(
      ExitCode::bad_plan, output + " has no journal: it is not the output folder of a run, or of an older tbbimg"));
}

}  // namespace tbbimg::tools
