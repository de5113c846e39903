#include "tools/shell/man_page.hpp"

#include <sstream>
#include <string_view>

namespace tbbimg::tools {
namespace {

// Text that roff prints as it is: hyphens are those that can be typed, and no line is a request.
std::string literal(std::string_view text) {
  std::string roff;
  for (const char c : text) {
    const bool begins_line = roff.empty() || roff.back() == '\n';
    if (begins_line && (c == '.' || c == '\'')) roff += "\\&";
    switch (c) {
      case '\\': roff += "\\e"; break;
      case '-': roff += "\\-"; break;
      case '~': roff += "\\(ti"; break;
      case '^': roff += "\\(ha"; break;
      case '`': roff += "\\(ga"; break;
      case '\'': roff += "\\(aq"; break;
      default: roff += c; break;
    }
  }
  return roff;
}

// Paragraphs; lines that are indented stay as they are.
std::string paragraphs(const std::string& text) {
  std::string roff;
  std::istringstream lines(text);
  std::string line;
  bool is_verbatim = false;
  while (std::getline(lines, line)) {
    const bool is_indented = line.starts_with(' ');
    if (is_indented != is_verbatim && !line.empty()) {
      roff += is_indented ? ".PP\n.nf\n" : ".fi\n.PP\n";
      is_verbatim = is_indented;
    }
    if (line.empty()) {
      roff += is_verbatim ? "\n" : ".PP\n";
    } else {
      roff += literal(line) + "\n";
    }
  }
  return roff + (is_verbatim ? ".fi\n" : "");
}

std::string options_of(const CommandEntry& command) {
  std::string roff;
  for (const OptionGroup& group : command.groups) {
    roff += ".PP\n\\fI" + literal(group.title) + "\\fR\n";
    for (const OptionEntry& option : group.options) {
      roff += ".TP\n\\fB" + literal(option.label) + "\\fR\n" + literal(option.text) + "\n";
    }
  }
  return roff;
}

void add_command(std::string& roff, const CommandEntry& command) {
  roff += ".SH " + literal(command.path) + "\n";
  roff += ".B " + literal(command.path) + " " + literal(command.usage) + "\n.PP\n" + literal(command.text) + "\n";
  roff += options_of(command);
  roff += ".PP\n" + paragraphs(command.footer);
  for (const CommandEntry& each : command.commands) add_command(roff, each);
}

constexpr const char* kEnd = R"(.SH FILES
.TP
\fIOUT/.tbbimg/journal.jsonl\fR
What has become of each image, a JSON object per line.
.TP
\fI~/.config/tbbimg/config.toml\fR
Defaults of options; \fBtbbimg config\fR shows them.
.SH ENVIRONMENT
.TP
\fBTBBIMG_THREADS\fR and the like
Defaults of options, such as \fB\-\-threads\fR; \fBtbbimg config\fR shows them.
.TP
\fBTBBIMG_CONFIG\fR
The file of defaults, in the place of \fI~/.config/tbbimg/config.toml\fR; empty: none.
.TP
\fBTBBIMG_SIMD\fR
scalar, sse2, avx2 or avx512 forces a SIMD level.
.TP
\fBCOLUMNS\fR
The width of help.
)";

}  // namespace

std::string man_page(const CommandEntry& command) {
  std::string roff = ".TH TBBIMG 1 \"\" \"tbbimg " TBBIMG_VERSION "\" \"User Commands\"\n";
  roff += ".SH NAME\ntbbimg \\- archives of photographs into thumbnails, web sizes and other formats\n";
  roff += ".SH SYNOPSIS\n";
  for (const CommandEntry& each : command.commands) {
    roff += ".B " + literal(each.path) + "\n" + literal(each.usage) + "\n.br\n";
  }
  roff += ".SH DESCRIPTION\n" + literal(command.text) + "\n";
  roff += options_of(command) + ".PP\n" + paragraphs(command.footer);
  for (const CommandEntry& each : command.commands) add_command(roff, each);
  return roff + kEnd;
}

}  // namespace tbbimg::tools
