#include "engine/statistics/failure_cause.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace tbbimg;

TEST_CASE("failure_cause: messages lose what is of the single image") {
  CHECK(general_message("is 12345 bytes long, the limit is 1000") == "is N bytes long, the limit is N");
  CHECK(general_message("not an image: starts with 0x89504e47 (a PNG?)") == "not an image: starts with N (a PNG?)");
  CHECK(general_message("70000x2, at most 1.5 of 3") == "NxN, at most N of N");
  CHECK(general_message("would share 'a/b_12.jpg' with \"c 'd'.png\"") == "would share '\u2026' with \"\u2026\"");
  CHECK(general_message("") == "");
  CHECK(general_message("line 12.") == "line N.");
}

TEST_CASE("failure_cause: words stay, be there digits or apostrophes in them") {
  for (const char* message : {"JPEG2000 is not read", "the disk's quota isn't enough", "an unfinished 'quote",
                              "cannot read: Input/output error", "rgb8"}) {
    CHECK(general_message(message) == message);
  }
}

TEST_CASE("failure_cause: long messages are cut between characters") {
  for (std::size_t bytes = 150; bytes < 170; ++bytes) {
    CAPTURE(bytes);
    std::string message(bytes, 'x');
    for (int i = 0; i < 20; ++i) message += "\u00e4";
    const std::string general = general_message(message);
    CHECK(general.size() <= 160);
    CHECK(general.ends_with("\u2026"));
    // What is left in front of the ellipsis ends with a whole character.
    const std::string head = general.substr(0, general.size() - 3);
    CHECK((head.ends_with('x') || head.ends_with("\u00e4")));
  }
}

TEST_CASE("failure_cause: same code, stage and words are one cause") {
  Error error{ErrorCode::limit_exceeded, "is 7 bytes long", Stage::read, "a", false};
  const FailureCause cause = FailureCause::of(error);
  error.path = "b";
  error.message = "is 8 bytes long";
  CHECK(FailureCause::of(error) == cause);
  error.stage = Stage::decode;
  CHECK(FailureCause::of(error) != cause);
}

TEST_CASE("failure_cause: which input an output was made of is no part of it") {
  const Error error{ErrorCode::write_failed, "cannot write: Not a directory (the output of in/b.jpg)", Stage::write,
                    "out/b.jpg", false};
  CHECK(FailureCause::of(error).message == "cannot write: Not a directory");
}

TEST_CASE("failure_cause: collisions are one cause, though their messages name files") {
  const Error one{ErrorCode::name_collision, "would give the output a.webp, as a.jpg does", Stage::list, "a.png",
                  false};
  const Error other{ErrorCode::name_collision, "would give the output b.webp, as b.jpg does", Stage::list, "b.png",
                    false};
  CHECK(FailureCause::of(one) == FailureCause::of(other));
}

TEST_CASE("failure_cause: classes") {
  CHECK(class_of({ErrorCode::corrupt_data, "", Stage::decode, "", false}) == FailureClass::permanent);
  CHECK(class_of({ErrorCode::read_failed, "", Stage::read, "", true}) == FailureClass::transient);
  CHECK(class_of({ErrorCode::no_space, "", Stage::write, "", false}) == FailureClass::environment);
  CHECK(class_of({ErrorCode::no_space, "", Stage::write, "", true}) == FailureClass::environment);
}
