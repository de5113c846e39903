#include "tools/dups/page.hpp"

#include <algorithm>
#include <utility>

#include "engine/dups/parallel.hpp"
#include "engine/dups/thumbnail.hpp"
#include "engine/watch/report/html_text.hpp"
#include "kernels/core/format.hpp"
#include "tools/dups/results.hpp"

namespace tbbimg::tools {
namespace {

// Nothing is loaded from anywhere, whatever a name may hold.
constexpr const char* kHead = R"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>tbbimg dups</title>
<style>
:root { color-scheme: light dark; }
body { font: 15px/1.4 system-ui, sans-serif; margin: 2em auto; max-width: 75em; padding: 0 1em; }
section { border-top: 1px solid #8886; padding: .5em 0 1em; }
h2 { font-size: 1em; }
ul { display: flex; flex-wrap: wrap; gap: 1em; list-style: none; padding: 0; }
li { width: 176px; overflow-wrap: anywhere; font-size: .85em; }
li.keep { outline: 2px solid #2a8; outline-offset: 4px; }
.frame { height: 160px; display: flex; align-items: center; justify-content: center; background: #8882; }
img { max-width: 160px; max-height: 160px; }
code { font-size: .95em; }
</style></head><body>
)";

std::string cell(const dups::Group& group, const dups::Member& member, const std::string* thumbnail) {
  const bool is_best = &member == &group.members.front();
  std::string text = is_best ? "<li class=\"keep\">" : "<li>";
  text += "<div class=\"frame\">";
  if (thumbnail != nullptr && !thumbnail->empty()) {
    text += "<img alt=\"\" src=\"data:image/jpeg;base64," + base64(*thumbnail) + "\">";
  }
  return text + "</div><b>" + (is_best ? "keep" : html(likeness_text(group, member))) + "</b><br>" +
         html(describe(member)) + "<br><bdi><code>" + html(member.path) + "</code></bdi></li>\n";
}

}  // namespace

DupsThumbnails make_thumbnails(const dups::Findings& findings, dups::Loader& loader, int threads,
                               const std::stop_token& stop) {
  std::vector<const dups::Member*> members;
  for (const dups::Group& group : findings.groups) {
    for (const dups::Member& member : group.members) {
      if (members.size() < kMostThumbnails) members.push_back(&member);
    }
  }
  DupsThumbnails thumbnails(members.size());
  dups::for_each_of(members.size(), threads, [&](std::size_t i) {
    if (stop.stop_requested()) return;
    auto jpeg = dups::thumbnail_of(members[i]->path, members[i]->bytes, loader);
    if (jpeg) thumbnails[i] = *std::move(jpeg);  // what cannot be decoded was told before
  });
  return thumbnails;
}

std::string dups_page(const dups::Findings& findings, const DupsThumbnails& thumbnails) {
  std::string page = kHead;
  page += "<h1>Pictures that are there more than once</h1>\n<p>" + html(totals_text(findings)) + ".</p>\n";
  std::size_t next = 0;
  std::uint64_t number = 0;
  for (const dups::Group& group : findings.groups) {
    page += "<section><h2>Group " + std::to_string(++number) + ": " +
            (group.is_exact() ? "the same bytes" : "look alike") + "; all but the first take " +
            html(human_bytes(group.spare_bytes())) + "</h2><ul>\n";
    for (const dups::Member& member : group.members) {
      const std::string* thumbnail = next < thumbnails.size() ? &thumbnails[next] : nullptr;
      page += cell(group, member, thumbnail);
      ++next;
    }
    page += "</ul></section>\n";
  }
  if (next > thumbnails.size()) {
    page += "<p>Only the first " + std::to_string(thumbnails.size()) + " pictures have thumbnails.</p>\n";
  }
  return page + "</body></html>\n";
}

}  // namespace tbbimg::tools
