#include "engine/dups/loader.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "codecs/recognise.hpp"
#include "engine/files/file.hpp"
#include "engine/system/resources.hpp"
#include "kernels/core/path.hpp"

namespace tbbimg::dups {
namespace {

Error with_place(Error error, const std::string& path, Stage stage) {
  if (error.path.empty()) error.path = path;
  if (error.stage == Stage::none) error.stage = stage;
  return error;
}

}  // namespace

Loader::Loader(Kernels kernels, std::uint64_t memory, std::stop_token stop)
    : kernels_(kernels),
      most_for_one_(usable_memory() / 4 * 3),
      stop_(std::move(stop)),
      pool_(memory / 4),
      files_(memory / 4),
      pixels_(memory / 2) {}

Result<bool> Loader::read(const std::string& path, std::uint64_t expected_bytes, Part part, const UseFile& use) {
  try {
    const std::uint64_t most = Limits{}.max_file_bytes;
    const Room::Held held(files_, std::min(expected_bytes, most));
    TBBIMG_ASSIGN_OR_RETURN(const Buffer file, part == Part::whole
                                                   ? read_file(path, most, pool_)
                                                   : read_picture(path, most, pool_, picture_end_by(codecs_)));
    Recognition found = recognise(file.bytes(), file_name_of(path), codecs_);
    if (found.failure) return fail(with_place(*std::move(found.failure), path, Stage::decode));
    if (found.decoder == nullptr) return false;
    if (Status status = use(file.bytes(), *found.decoder); !status) {
      return fail(with_place(std::move(status).error(), path, Stage::decode));
    }
    return true;
  } catch (const std::bad_alloc&) {
    return fail(with_place({.code = ErrorCode::out_of_memory, .message = "no memory is left"}, path, Stage::decode));
  }
}

Result<bool> Loader::with_file(const std::string& path, std::uint64_t expected_bytes, const UseFile& use) {
  return read(path, expected_bytes, Part::whole, use);
}

Result<bool> Loader::with_picture(const std::string& path, std::uint64_t expected_bytes, Size at_least,
                                  const UsePicture& use) {
  return read(
      path, expected_bytes, Part::picture, [&](std::span<const std::uint8_t> file, const Decoder& decoder) -> Status {
        TBBIMG_ASSIGN_OR_RETURN(ImageInfo info, decoder.probe(file));
        TBBIMG_RETURN_IF_ERROR(check_image_size(info.stored_size, Limits{}));
        const DecodeCost cost = decoder.cost(info, at_least);
        const std::uint64_t bytes = image_bytes(cost.output) + cost.scratch_bytes;
        if (bytes > most_for_one_) {
          return fail(ErrorCode::limit_exceeded, ErrorKind::too_much_memory,
                      "takes " + std::to_string(bytes) + " bytes to decode, and this process may use " +
                          std::to_string(most_for_one_) + " for one picture; give it more memory",
                      {{"bytes", bytes}, {"limit", most_for_one_}});
        }
        const Room::Held held(pixels_, bytes);
        TBBIMG_ASSIGN_OR_RETURN(
            DecodedImage decoded,
            decoder.decode(file, {.at_least = at_least, .limits = {}, .pool = pool_, .stop = stop_}));
        return use({std::move(decoded.image), std::move(info)}, OperationContext(kernels_, pool_, stop_, false));
      });
}

}  // namespace tbbimg::dups
