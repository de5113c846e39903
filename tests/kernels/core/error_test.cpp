#include "kernels/core/error.hpp"

#include <doctest/doctest.h>

#include <cerrno>

namespace tbbimg {
namespace {

Status fails() { return fail(ErrorCode::no_space, "the disk is full"); }
Status passes_on() {
  TBBIMG_RETURN_IF_ERROR(fails());
  return {};
}
Result<int> gives(int value) { return value; }
Result<int> doubles(int value) {
  TBBIMG_ASSIGN_OR_RETURN(const int given, gives(value));
  TBBIMG_RETURN_IF_ERROR(value < 0 ? fails() : Status{});
  return 2 * given;
}

}  // namespace

TEST_CASE("error: the text leaves out what is not known") {
  const auto text = [](Stage stage, const char* path) {
    return Error{ErrorCode::corrupt_data, "not a JPEG", stage, path, false}.to_string();
  };
  CHECK(text(Stage::none, "") == "not a JPEG");
  CHECK(text(Stage::decode, "") == "decode: not a JPEG");
  CHECK(text(Stage::decode, "a/b.jpg") == "a/b.jpg: decode: not a JPEG");
  CHECK(text(Stage::none, "a/b.jpg") == "a/b.jpg: not a JPEG");
}

TEST_CASE("error: every code and stage has a word of its own") {
  for (int i = 0; i <= static_cast<int>(ErrorCode::internal); ++i) {
    for (int j = 0; j < i; ++j) CHECK(to_string(static_cast<ErrorCode>(i)) != to_string(static_cast<ErrorCode>(j)));
  }
  for (int i = 0; i <= static_cast<int>(Stage::write); ++i) {
    for (int j = 0; j < i; ++j) CHECK(to_string(static_cast<Stage>(i)) != to_string(static_cast<Stage>(j)));
  }
}

TEST_CASE("error: errno values are told apart") {
  CHECK(error_from_errno(ENOENT, "cannot open").code == ErrorCode::not_found);
  CHECK(error_from_errno(EACCES, "cannot open").code == ErrorCode::permission_denied);
  CHECK(error_from_errno(ENOSPC, "cannot write").code == ErrorCode::no_space);
  CHECK(error_from_errno(EIO, "cannot write", Stage::write).code == ErrorCode::write_failed);
  CHECK(error_from_errno(EIO, "cannot read", Stage::read).code == ErrorCode::read_failed);
  CHECK(error_from_errno(EIO, "cannot read").retryable);
  CHECK_FALSE(error_from_errno(ENOENT, "cannot read").retryable);
  CHECK(error_from_errno(ENOENT, "cannot open").message == "cannot open: No such file or directory");
}

TEST_CASE("error: the macros pass errors on and unwrap values") {
  CHECK(passes_on().error().code == ErrorCode::no_space);
  CHECK(doubles(21).value() == 42);
  CHECK(doubles(-1).error().message == "the disk is full");
}

}  // namespace tbbimg
