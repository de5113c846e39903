// How a report looks.
#pragma once

#include <string_view>

namespace tbbimg {

/// Colours are those of Okabe and Ito ("Color Universal Design", 2008), which most colour-blind people can tell apart,
/// lighter in the dark.
inline constexpr std::string_view kReportStyle = R"(
:root{color-scheme:light dark;--page:#fff;--card:#f6f7f9;--ink:#1c2024;--soft:#5b6470;--line:#dde1e6;--done:#0072b2;
--failed:#c4480a;--skipped:#8a93a0;--cancelled:#b98a00;--mark:#1c2024}
@media(prefers-color-scheme:dark){:root{--page:#14171a;--card:#1d2126;--ink:#e8eaed;--soft:#9ba4b0;--line:#333941;
--done:#56b4e9;--failed:#f28b50;--skipped:#717b88;--cancelled:#e6c34a;--mark:#e8eaed}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem 1rem 3rem;max-width:75rem;background:var(--page);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
h1{font-size:1.5rem;margin:0;line-height:1.2}h2{font-size:1.15rem;margin:2.5rem 0 .75rem}h3{font-size:1rem;margin:0}
p{margin:.25rem 0}bdi,code,.why{overflow-wrap:anywhere}
code{font:.875em/1.5 ui-monospace,"DejaVu Sans Mono",monospace}
.soft,.axis,.top,figcaption,dt{color:var(--soft);font-size:.875rem}
.end{display:inline-block;padding:.1rem .6rem;border-radius:1rem;border:1px solid currentColor;font-size:.875rem;
vertical-align:.2rem;margin-left:.5rem}
.good{color:var(--done)}.bad{color:var(--failed)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.75rem;margin:1.25rem 0 .75rem}
.tile,.card,details{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.75rem 1rem}
.tile b{display:block;font-size:1.5rem;line-height:1.2;font-variant-numeric:tabular-nums}
.tile{border-top:3px solid var(--line)}.tile.done{border-top-color:var(--done)}
.tile.failed{border-top-color:var(--failed)}.tile.skipped{border-top-color:var(--skipped)}
.tile.cancelled{border-top-color:var(--cancelled)}
.share{display:flex;height:.6rem;border-radius:.3rem;overflow:hidden;background:var(--line)}
.share i{display:block;min-width:2px}i.done{background:var(--done)}i.failed{background:var(--failed)}
i.skipped{background:var(--skipped)}i.cancelled{background:var(--cancelled)}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:.5rem 1.5rem;margin:1rem 0}
dd{margin:0;overflow-wrap:anywhere}
svg{display:block;width:100%;height:9rem;overflow:visible}.stages svg{height:6rem}
rect.done{fill:var(--done)}rect.failed{fill:var(--failed)}
.grid{stroke:var(--line);stroke-width:1;vector-effect:non-scaling-stroke}
.mark{stroke:var(--mark);stroke-width:1.5;stroke-dasharray:4 3;vector-effect:non-scaling-stroke}
.axis{display:flex;justify-content:space-between;font-variant-numeric:tabular-nums}.top{margin:0 0 .25rem}
.stages{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:.75rem}
.stages h3{display:flex;justify-content:space-between;margin-bottom:.5rem}
.stages h3 span{font-weight:400;color:var(--soft);font-size:.875rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.5rem .75rem .5rem 0;
border-top:1px solid var(--line)}thead th{border-top:0;color:var(--soft);font-weight:400;font-size:.875rem}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.quantiles{margin-top:.5rem}.quantiles th,.quantiles td{padding:.1rem .5rem .1rem 0;border:0;font-size:.875rem;
text-align:right;font-variant-numeric:tabular-nums}.quantiles th{font-weight:400;color:var(--soft)}
.cause{margin-bottom:.75rem}.cause h3{overflow-wrap:anywhere}.cause ul{list-style:none;margin:.75rem 0 0;padding:0}
.cause li{display:flex;gap:.75rem;align-items:flex-start;padding:.4rem 0;border-top:1px solid var(--line)}
.cause li>div{min-width:0}.thumb{flex:none;width:6rem;text-align:center}
.thumb img{max-width:6rem;max-height:6rem;border-radius:.25rem;
background:repeating-conic-gradient(#ccc 0 25%,#fff 0 50%) 0 0/1rem 1rem}
.work{width:30%}.work .share{margin-top:.5rem}
@media(max-width:40rem){thead{display:none}.slow tr{display:grid;grid-template-columns:1fr auto;padding:.5rem 0;
border-top:1px solid var(--line)}.slow td{border:0;padding:.1rem 0}.slow td:first-child{grid-column:1/-1}
.slow td.number:nth-child(2){text-align:left}
.slow td.work{grid-column:1/-1;width:auto}.thumb{width:4rem}.thumb img{max-width:4rem;max-height:4rem}}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin:.25rem 0 .5rem}
.legend i,.key{display:inline-block;width:.75rem;height:.75rem;border-radius:.2rem;margin-right:.35rem}
.s1{background:#56b4e9}.s2{background:#999}.s3{background:#0072b2}.s4{background:#009e73}.s5{background:#e69f00}
.s6{background:#cc79a7}.s0{background:#999}
@media print{body{max-width:none}.card,.tile,li{break-inside:avoid}}
)";

}  // namespace tbbimg
