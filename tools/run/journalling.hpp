// The journal's part in `tbbimg run`.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/journal/journal.hpp"
#include "engine/journal/resume.hpp"
#include "engine/journal/suspects.hpp"
#include "engine/pipeline/pipeline.hpp"
#include "tools/run/options.hpp"

namespace tbbimg::tools {

/// The folder that relative paths start from.
[[nodiscard]] std::string working_folder();

/// `path` from the root, with any ".." as it is: behind a link it leads elsewhere than it seems.
[[nodiscard]] std::string reachable_path(const std::string& path);

/// Opens OUT's journal for a run of `arguments` as they were typed. Errors: those of Journal::open().
[[nodiscard]] Result<std::unique_ptr<Journal>> open_journal(const Pipeline& pipeline, const RunArguments& run,
                                                            const std::vector<std::string>& arguments,
                                                            JournalSyncing syncing);

/// What looks entries up in `index`; nothing if `run` makes all anew.
[[nodiscard]] std::optional<Resume> make_resume(const JournalIndex& index, const Pipeline& pipeline,
                                                const RunArguments& run);

/// What notes the images in work and marks those that were in work when an earlier run died.
[[nodiscard]] Suspects::Options suspects_of(const Pipeline& pipeline, const RunArguments& run,
                                            std::function<void(std::string_view)> say);

/// What to say of an output folder that holds what another recipe made; empty if it does not, or if all is made anew.
[[nodiscard]] std::string note_on_recipe(const Journal& journal, const RunArguments& run);

/// Whether OUT is below an input, or an input below OUT: then images in OUT may be originals that are no inputs.
[[nodiscard]] bool lies_among_inputs(const RunArguments& run);

/// What to say of that with --overwrite; empty otherwise.
[[nodiscard]] std::string note_on_strangers(const RunArguments& run);

/// Why a journal cannot be relied on; empty if it can.
[[nodiscard]] std::string trouble_of(const JournalIndex& index);

/// The same, and what a run of that scope makes of it.
[[nodiscard]] std::string note_on_trouble(const JournalIndex& index, ResumeScope scope);

/// The command that goes on with `arguments`.
[[nodiscard]] std::string command_to_go_on(const RunArguments& run, const std::vector<std::string>& arguments);

}  // namespace tbbimg::tools
