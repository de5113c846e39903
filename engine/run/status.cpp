#include "engine/run/status.hpp"

#include <span>
#include <utility>

#include "codecs/recognise.hpp"
#include "engine/files/directory_source.hpp"
#include "engine/files/file.hpp"
#include "engine/journal/journal_folder.hpp"
#include "engine/journal/resume.hpp"
#include "engine/run/detail/run_notes.hpp"
#include "engine/run/prune.hpp"
#include "engine/run/run_spec.hpp"

namespace tbbimg {
namespace {

void count_lines(const JournalIndex& index, RunStatus& status) {
  const InputNames names(status.last.roots, "/");
  JournalParser parser;
  for (std::size_t i = 0; i < index.images(); ++i) {
    const auto image = index.at(i, parser);
    if (!image) continue;
    if (image->status == JournalStatus::done) {
      status.outputs += image->outputs.size();
      const auto& kinds = image->warning_kinds;
      const bool is_salvaged =
          std::find(kinds.begin(), kinds.end(), to_string(DecodeWarningKind::salvaged)) != kinds.end();
      status.salvaged += is_salvaged ? 1 : 0;
      for (const JournalOutput& output : image->outputs) status.bytes += output.bytes;
    } else if (image->status == JournalStatus::failed && image->error) {
      RunStatus::Failures& failures = status.failures[FailureCause::of(*image->error)];
      if (failures.count++ == 0) {
        failures.sentence = sentence_of_cause(*image->error);
        failures.example = names.path_of(image->path);
      }
    }
  }
}

// Whether a run would make something of it, or fail.
bool concerns_runs(const SourceItem& item, const CodecRegistry& codecs) {
  if (item.failure) return true;
  const auto head = read_head(item.path, kSignatureBytes);
  if (!head) return true;
  const std::span bytes(reinterpret_cast<const std::uint8_t*>(head->data()), head->size());
  return recognise(bytes, item.file_name, codecs).other.empty();
}

void count_input(const SourceItem& item, const Resume& resume, const CodecRegistry& codecs, RunStatus& status) {
  if (item.skip) {
    ++status.others;
    return;
  }
  switch (resume.judge(item).kind) {
    case Judgement::Kind::unknown: ++(concerns_runs(item, codecs) ? status.left : status.others); break;
    case Judgement::Kind::begun: ++status.left; break;
    case Judgement::Kind::changed: ++status.changed; break;
    case Judgement::Kind::done:
    case Judgement::Kind::damaged:
    case Judgement::Kind::failed: break;  // counted by their lines
  }
}

void walk_inputs(const JournalIndex& index, const CodecRegistry& codecs, const std::stop_token& stop,
                 RunStatus& status) {
  DirectorySourceOptions options;
  options.roots = status.last.roots;
  options.exclude = status.output;
  if (auto spec = run_spec_from_json(status.last.spec)) {
    if (spec->files_from == NameList::kStandardInput) {
      status.unreachable = "their names came from the standard input";
      return;
    }
    options.selection = std::move(spec->selection);
    if (!spec->files_from.empty()) {
      auto names = NameList::open(spec->files_from, spec->null_separated ? '\0' : '\n');
      if (!names) {
        status.unreachable = names.error().to_string();
        return;
      }
      options.names = *std::move(names);
    }
  }
  auto source = DirectorySource::open(std::move(options));
  if (!source) {
    status.unreachable = source.error().to_string();
    return;
  }
  const Resume resume(index, {ResumeScope::unfinished, status.output, status.last.recipe});
  while (!stop.stop_requested()) {
    const auto item = (*source)->next();
    if (!item) status.unreachable = item.error().to_string();
    if (!item || !*item) return;
    count_input(**item, resume, codecs, status);
  }
}

}  // namespace

RunStatus status_of_runs(const JournalIndex& index, const std::string& output, const CodecRegistry& codecs,
                         const std::stop_token& stop) {
  RunStatus status;
  status.output = output;
  status.last = index.runs().back();
  status.last_end = index.last_end();
  status.is_under_way = is_run_under_way(output);
  status.runs = index.runs().size();
  status.done = index.count(JournalStatus::done);
  status.failed = index.count(JournalStatus::failed);
  status.damaged = index.count(JournalStatus::damaged);
  status.trouble = trouble_of(index);
  count_lines(index, status);
  walk_inputs(index, codecs, stop, status);
  if (stop.stop_requested()) return status;
  if (const auto orphans = find_orphans(index, output)) {
    status.orphans = orphans->list.size();
    for (const Orphan& orphan : orphans->list) status.orphan_bytes += orphan.bytes;
  }
  return status;
}

}  // namespace tbbimg
