#include "engine/files/directories.hpp"

#include <utility>

#include "engine/files/directory_sink.hpp"
#include "engine/files/directory_source.hpp"

namespace tbbimg {

Result<std::unique_ptr<Source>> open_directory_source(std::vector<std::string> roots, std::string exclude,
                                                      std::optional<Shard> shard) {
  DirectorySourceOptions options;
  options.roots = std::move(roots);
  options.exclude = std::move(exclude);
  options.shard = shard;
  TBBIMG_ASSIGN_OR_RETURN(std::unique_ptr<Source> source, DirectorySource::open(std::move(options)));
  return source;
}

Result<std::unique_ptr<Sink>> open_directory_sink(const std::string& folder, std::span<const std::string> sources,
                                                  SyncMode sync) {
  TBBIMG_ASSIGN_OR_RETURN(std::unique_ptr<Sink> sink, DirectorySink::open(folder, sources, sync));
  return sink;
}

}  // namespace tbbimg
