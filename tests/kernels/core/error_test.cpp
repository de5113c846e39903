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

TEST_CASE("error: the context stands between the stage and the sentence, whose words it leaves alone") {
  Error error{.code = ErrorCode::limit_exceeded, .message = "is too wide", .stage = Stage::encode, .path = "a.jpg"};
  const Error plain = error;
  error.set_context("variant 'thumb'");
  error.set_subject("b.jpg");
  CHECK(error.to_string() == "a.jpg: encode: variant 'thumb': is too wide");
  CHECK(error.sentence().text() == "variant 'thumb': is too wide");
  CHECK(error.message.text() == "is too wide");
  CHECK(error.details->subject == "b.jpg");
  CHECK(plain.details->context.empty());
}

TEST_CASE("error: figures are facts beside the sentence") {
  const Status status =
      fail(ErrorCode::limit_exceeded, ErrorKind::file_too_large, "is 7 bytes long, the limit is 6", {{"bytes", 7}});
  CHECK(status.error().kind == ErrorKind::file_too_large);
  CHECK(status.error().details->figures == std::vector<Figure>{{"bytes", 7}});
  CHECK(system_error(EIO, "a", "cannot read").details->system_error == EIO);
  CHECK(system_error(EIO, "a", "cannot read").path == "a");
}

TEST_CASE("sentence: can be put together, and copies of it say the same") {
  const Sentence sentence = "b" + Sentence("c");
  CHECK(("a" + sentence + "d").text() == "abcd");
  const Sentence copy = sentence;
  CHECK(copy.text() == sentence.text());
  const std::string text = copy;
  CHECK(text == "bc");
  CHECK(Sentence().empty());
}

template <class T>
concept Comparable = requires(const T& value) {
  value == "words";
};
template <class T>
concept Searchable = requires(const T& value) {
  value.find("words");
};
static_assert(!Comparable<Sentence> && !Searchable<Sentence>, "programs decide by codes, kinds and figures");

TEST_CASE("error: every code, stage and kind has a word of its own, and every kind a sentence") {
  for (std::size_t i = 0; i < kErrorKinds; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      CHECK(to_string(static_cast<ErrorKind>(i)) != to_string(static_cast<ErrorKind>(j)));
      CHECK(sentence_of(static_cast<ErrorKind>(i)).text() != sentence_of(static_cast<ErrorKind>(j)).text());
    }
  }
  for (int i = 0; i <= static_cast<int>(ErrorCode::internal); ++i) {
    for (int j = 0; j < i; ++j) CHECK(to_string(static_cast<ErrorCode>(i)) != to_string(static_cast<ErrorCode>(j)));
  }
  for (int i = 0; i <= static_cast<int>(Stage::write); ++i) {
    for (int j = 0; j < i; ++j) CHECK(to_string(static_cast<Stage>(i)) != to_string(static_cast<Stage>(j)));
  }
}

TEST_CASE("error: errno values are told apart") {
  CHECK(system_error(ENOENT, {}, "cannot open").code == ErrorCode::not_found);
  CHECK(system_error(EACCES, {}, "cannot open").code == ErrorCode::permission_denied);
  CHECK(system_error(ENOSPC, {}, "cannot write").code == ErrorCode::no_space);
  CHECK(system_error(EIO, {}, "cannot write", Stage::write).code == ErrorCode::write_failed);
  CHECK(system_error(EIO, {}, "cannot read", Stage::read).code == ErrorCode::read_failed);
  CHECK(system_error(EIO, {}, "cannot read").retryable);
  CHECK_FALSE(system_error(ENOENT, {}, "cannot read").retryable);
  CHECK(system_error(ENOENT, {}, "cannot open").message.text() == "cannot open: No such file or directory");
}

TEST_CASE("error: the macros pass errors on and unwrap values") {
  CHECK(passes_on().error().code == ErrorCode::no_space);
  CHECK(doubles(21).value() == 42);
  CHECK(doubles(-1).error().message.text() == "the disk is full");
}

}  // namespace tbbimg
