// The members of a journal's lines, each once: they are written, read and put into the schema from here. In front of
// them stands `type`, behind them `sum`. Not for users.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "engine/journal/journal_line.hpp"

namespace tbbimg::detail {

/// What a value is, where its type does not tell.
enum class JournalForm : std::uint8_t {
  plain,
  path,   ///< bytes that need not be UTF-8
  hash,   ///< 16 hexadecimal digits
  time,   ///< RFC 3339
  shard,  ///< "1/4"
  side,   ///< in pixels, from 1
  json,   ///< an object, as it stands
};

enum class Presence : std::uint8_t {
  always,
  if_known,  ///< not if the value is empty or 0
};

template <class Get>
struct JournalField {
  constexpr JournalField(std::string_view called, Get gives, JournalForm is = JournalForm::plain,
                         Presence comes = Presence::always, int since_schema = 1)
      : name(called), get(gives), form(is), presence(comes), since(since_schema) {}

  std::string_view name;
  Get get;  ///< the value in a line, a pointer to a member or what can be called like one
  JournalForm form;
  Presence presence;
  int since;  ///< the first schema that has it
};

inline constexpr std::tuple kRunFields = {
    JournalField("schema", &JournalRun::schema),
    JournalField("tbbimg", &JournalRun::version),
    JournalField("started", &JournalRun::started_ms, JournalForm::time),
    JournalField("order", &JournalRun::order, JournalForm::plain, Presence::if_known, 4),
    JournalField("folder", &JournalRun::folder, JournalForm::path),
    JournalField("arguments", &JournalRun::arguments, JournalForm::path),
    JournalField("roots", &JournalRun::roots, JournalForm::path),
    JournalField("recipe", &JournalRun::recipe, JournalForm::hash),
    JournalField("shard", &JournalRun::shard, JournalForm::shard, Presence::if_known),
    JournalField("kind", &JournalRun::kind, JournalForm::plain, Presence::always, 2),
    JournalField("boot", &JournalRun::boot, JournalForm::plain, Presence::if_known, 2),
    JournalField("images", &JournalRun::is_whole, JournalForm::plain, Presence::always, 2),
    JournalField("damaged_lines", &JournalRun::damaged_lines, JournalForm::plain, Presence::if_known, 2),
    JournalField("spec", &JournalRun::spec, JournalForm::json, Presence::if_known, 3),
};

inline constexpr std::tuple kOutputFields = {
    JournalField("path", &JournalOutput::path, JournalForm::path),
    JournalField("variant", &JournalOutput::variant),
    JournalField("bytes", &JournalOutput::bytes),
    JournalField(
        "width", [](auto& output) -> auto& { return output.size.width; }, JournalForm::side, Presence::if_known),
    JournalField(
        "height", [](auto& output) -> auto& { return output.size.height; }, JournalForm::side, Presence::if_known),
    JournalField("xxh3", &JournalOutput::hash, JournalForm::hash, Presence::if_known),
};

/// What a journal keeps of an Error.
struct JournalError {
  JournalError() = default;
  explicit JournalError(const Error& error)
      : code(error.code),
        stage(error.stage),
        message(error.sentence().text()),
        kind(error.kind),
        system_error(error.details->system_error) {}
  [[nodiscard]] Error error() && {
    Error made{.code = code, .message = std::move(message), .stage = stage, .kind = kind};
    if (system_error != 0) made.details = ErrorFacts{.system_error = system_error};
    return made;
  }

  ErrorCode code = ErrorCode::internal;
  Stage stage = Stage::none;
  std::string message;
  ErrorKind kind = ErrorKind::none;
  int system_error = 0;
};

inline constexpr std::tuple kErrorFields = {
    JournalField("code", &JournalError::code),
    JournalField("stage", &JournalError::stage),
    JournalField("message", &JournalError::message),
    JournalField("kind", &JournalError::kind, JournalForm::plain, Presence::if_known),
    JournalField("errno", &JournalError::system_error, JournalForm::plain, Presence::if_known),
};

inline constexpr std::tuple kImageFields = {
    JournalField("path", &JournalImage::path, JournalForm::path),
    JournalField("status", &JournalImage::status),
    JournalField("recipe", &JournalImage::recipe, JournalForm::hash),
    JournalField("bytes", &JournalImage::bytes),
    JournalField("mtime_ns", &JournalImage::mtime_ns),
    JournalField("attempts", &JournalImage::attempts),
    JournalField("outputs", &JournalImage::outputs),
    JournalField("error", &JournalImage::error, JournalForm::plain, Presence::if_known),
    JournalField("ms", &JournalImage::times),
    JournalField("warnings", &JournalImage::warnings, JournalForm::plain, Presence::if_known, 4),
    JournalField("warning_kinds", &JournalImage::warning_kinds, JournalForm::plain, Presence::if_known, 4),
};

inline constexpr std::tuple kSyncFields = {JournalField("bytes", &JournalSync::bytes)};

/// Calls `visit` with each field, in the order in which they stand in a line.
template <class Fields, class Visit>
constexpr void for_each_field(const Fields& fields, Visit&& visit) {
  std::apply([&visit](const auto&... field) { (visit(field), ...); }, fields);
}

}  // namespace tbbimg::detail
