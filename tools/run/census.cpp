#include "tools/run/census.hpp"

#include <sys/resource.h>

#include <limits>
#include <new>
#include <utility>

#include "engine/files/folder_reader.hpp"
#include "engine/system/periodic.hpp"

namespace tbbimg::tools {
namespace {

using namespace std::chrono_literals;

// A tenth of what a thread of the run gets: done in time where all processors are busy, too.
constexpr int kNiceness = 10;
// Reading a folder looks at the stop token, sorting a million names does not.
constexpr auto kPatience = 100ms;

std::uint64_t count_of(const FolderListing& listing, const std::optional<Shard>& shard) {
  if (!shard) return listing.size();
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < listing.size(); ++i) count += listing.is_in(shard, i) ? 1U : 0U;
  return count;
}

std::optional<std::uint64_t> census(const CensusArguments& arguments, std::chrono::milliseconds delay,
                                    const std::stop_token& stop) {
  // Of this thread alone, on Linux. Where it is refused, the count is only less polite.
  static_cast<void>(::setpriority(PRIO_PROCESS, 0, kNiceness));
  try {
    return wait_for(delay, stop) ? count_entries(arguments, stop) : std::nullopt;
  } catch (const std::bad_alloc&) {
    return std::nullopt;
  }
}

}  // namespace

std::optional<std::uint64_t> count_entries(const CensusArguments& arguments, const std::stop_token& stop) {
  const auto reader = FolderReader::create(arguments.roots, arguments.exclude, arguments.selection);
  if (!reader) return std::nullopt;
  std::uint64_t count = 0;
  std::vector<std::string> pending = {""};
  while (!pending.empty()) {
    const std::string relative = std::move(pending.back());
    pending.pop_back();
    auto listed = reader->list(relative, std::numeric_limits<std::size_t>::max(), stop);
    if (!listed || !listed->is_complete || stop.stop_requested()) return std::nullopt;
    count += count_of(*listed->listing, arguments.shard);
    for (std::string& folder : listed->folders) pending.push_back(std::move(folder));
  }
  return count;
}

Census::Census(CensusArguments arguments, std::chrono::milliseconds delay) {
  const auto promise = std::make_shared<std::promise<std::optional<std::uint64_t>>>();
  count_ = promise->get_future().share();
  auto thread = Thread::start([promise, arguments = std::move(arguments), delay, stop = stop_.get_token()] {
    promise->set_value(census(arguments, delay, stop));
  });
  if (thread) {
    thread_ = *std::move(thread);
  } else {
    promise->set_value(std::nullopt);
  }
}

Census::~Census() {
  stop_.request_stop();
  if (!thread_.joinable()) return;
  if (count_.wait_for(kPatience) == std::future_status::ready) {
    thread_.join();
  } else {
    thread_.detach();
  }
}

std::optional<std::uint64_t> Census::total() const {
  return count_.wait_for(0s) == std::future_status::ready ? count_.get() : std::nullopt;
}

}  // namespace tbbimg::tools
