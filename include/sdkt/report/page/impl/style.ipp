// SPDX-License-Identifier: MIT
//
// Definitions of style.hpp.
#pragma once

#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/report/page/colour.hpp>
#include <sdkt/report/page/markup.hpp>
#include <sdkt/report/page/style.hpp>

namespace sdkt::report::detail {

inline constexpr std::string_view light_colours =
    ":root{color-scheme:light dark;--page:#fff;--ink:#1b2129;--soft:#59636f;--rule:#d5dae0;--panel:#f5f7f9;"
    "--c0:#0b62a4;--c1:#b3470b;--c2:#2b7a3a;--c3:#84318f;--c4:#7a5c00;--c5:#4b5563}\n";

inline constexpr std::string_view dark_colours =
    ":root{--page:#12161c;--ink:#e4e8ed;--soft:#9da7b3;--rule:#343c47;--panel:#1a2029;"
    "--c0:#6cb6ff;--c1:#ff9e64;--c2:#7fce8b;--c3:#d9a0e6;--c4:#e0c060;--c5:#b4bcc8}\n";

inline constexpr std::string_view page_rules = R"css(
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:68rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.6rem;line-height:1.2;margin:0 0 .75rem;overflow-wrap:anywhere}
h2{font-size:1.2rem;line-height:1.3;margin:2.5rem 0 .5rem;padding-top:.75rem;border-top:1px solid var(--rule)}
h3{font-size:1rem;margin:1.5rem 0 .25rem}
p{margin:.25rem 0 .75rem;max-width:48rem}
.answer{font-size:1.15rem;overflow-wrap:anywhere}
.small,.note,.soft{color:var(--soft);font-size:.875rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,16rem),1fr));gap:1rem;margin:1rem 0}
.card{background:var(--panel);border:1px solid var(--rule);border-radius:.5rem;padding:.9rem 1rem}
.card dt{font-weight:600}
.card dd{margin:0}
.card p{margin:.25rem 0 0}
.value{display:block;font-size:2.2rem;font-weight:600;line-height:1.2;font-variant-numeric:tabular-nums}
.value small{font-size:1rem;font-weight:400;color:var(--soft)}
.scroll{overflow-x:auto;margin:.5rem 0 1rem}
.scroll:focus-visible{outline:2px solid var(--c0);outline-offset:2px}
table{min-width:min(100%,26rem);border-collapse:separate;border-spacing:0;font-size:.875rem;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);padding:0 0 .4rem;max-width:calc(100vw - 2rem)}
th,td{padding:.3rem .55rem;text-align:right;vertical-align:bottom}
th{font-weight:600;overflow-wrap:break-word}
thead th{border-bottom:1px solid var(--rule);max-width:7.5rem;min-width:3.6rem}
tbody th{text-align:left;max-width:14rem}
tr>:first-child{text-align:left;position:sticky;left:0;background:var(--page)}
.numbers tbody>*>*,.settings tbody>*>*{border-top:1px solid var(--rule)}
.numbers thead th,.settings thead th{border-bottom:0}
.settings td,.settings th{text-align:left;vertical-align:top}
.settings td{overflow-wrap:anywhere;min-width:12rem;max-width:40rem}
.settings tr>:first-child{position:static}
.heat td{border:1px solid var(--page);text-align:center}
.heat thead th{text-align:center}
.heat thead th:first-child{text-align:left}
.heat tbody th{min-width:6rem}
.heat .mean{font-weight:600;border-left:3px double var(--rule)}
.heat tbody tr:first-child>*{border-bottom:2px solid var(--soft)}
.many{font-size:.75rem}
.many th,.many td{padding:.2rem .3rem}
.none{color:var(--soft)}
td.learnt,.swatch.learnt{box-shadow:inset 0 0 0 2px var(--ink),inset 0 0 0 3px var(--page);font-weight:700}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;margin:.4rem 0;padding:0;list-style:none;max-width:none;font-size:.8125rem;color:var(--soft)}
.item{display:inline-flex;align-items:center;gap:.4rem;overflow-wrap:anywhere}
.swatch{display:inline-block;width:2.2rem;height:1.3rem;margin-right:-.4rem;text-align:center;line-height:1.3rem;font-size:.75rem}
.swatch.learnt,.swatch+span:not(.swatch){margin-right:0}
.swatch+span:not(.swatch){margin-left:.5rem}
.sample{width:30px;height:10px;flex:none}
svg{display:block;width:100%;height:auto}
svg text{fill:var(--soft);font:11px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;font-variant-numeric:tabular-nums}
figure{margin:0;min-width:0;break-inside:avoid}
figcaption{font-weight:600;font-size:.875rem;overflow-wrap:anywhere}
.chart{margin:1.25rem 0 0;max-width:60rem}
.chart .scroll{margin:.25rem 0 0}
.chart .scroll svg{min-width:32rem}
.multiples{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,13rem),1fr));gap:1rem 1.25rem;align-items:end;margin:.75rem 0}
.grid{stroke:var(--rule);stroke-width:1}
.axis{stroke:var(--soft);stroke-width:1}
.divider{stroke:var(--soft);stroke-width:1;opacity:.45}
.curve{fill:none;stroke-width:1.5;stroke-linejoin:round;stroke-linecap:round}
.line0{stroke:var(--c0)}
.line1{stroke:var(--c1);stroke-dasharray:5 3}
.line2{stroke:var(--c2);stroke-dasharray:1 3;stroke-width:2}
.line3{stroke:var(--c3);stroke-dasharray:9 3}
.line4{stroke:var(--c4);stroke-dasharray:9 3 1 3}
.line5{stroke:var(--c5);stroke-dasharray:3 3}
.own{stroke:var(--c0);stroke-width:2.2}
.union{stroke:var(--c1);stroke-width:1.6;stroke-dasharray:1 3}
.zero-shot{stroke:var(--soft);stroke-width:1.2;stroke-dasharray:5 3}
.bars{fill:var(--c0)}
.shots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,7rem),1fr));gap:.75rem;margin:.5rem 0 1rem}
.shot img{display:block;width:96px;height:96px;object-fit:contain;object-position:left;background:var(--panel)}
.shot .small{font-size:inherit;display:block}
.shot figcaption{font-weight:400;font-size:.8125rem;line-height:1.3;margin-top:.25rem}
.command{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--panel);border:1px solid var(--rule);border-radius:.5rem;padding:.75rem 1rem;font:.8125rem/1.5 ui-monospace,"Cascadia Mono","DejaVu Sans Mono",monospace}
.top{align-items:start}
.wide{grid-template-columns:repeat(auto-fill,minmax(min(100%,19rem),1fr))}
.compared td{vertical-align:top}
.compared tbody th{vertical-align:top}
.runs td,.runs th{text-align:left;vertical-align:top}
.runs td.order{min-width:15rem}
.unit,.best{display:block;font-size:.75rem;font-weight:400;color:var(--soft);line-height:1.25}
.spread{color:var(--soft);font-weight:400}
.change td,.change th{font-weight:600;border-top:2px solid var(--soft)}
svg .tag{font-weight:700}
.dot{fill:none;stroke:var(--c0);stroke-width:1.5}
.range{stroke:var(--c0);stroke-width:1.5}
.mean-mark{stroke:var(--ink);stroke-width:2.5}
circle.learnt{fill:var(--page);stroke:var(--c0);stroke-width:2}
footer{margin-top:2.5rem;color:var(--soft);font-size:.8125rem}
@media print{
@page{size:A4 landscape;margin:12mm}
body{font-size:10.5pt}
main{max-width:none;padding:0}
h2,h3,section>p,.legend{break-after:avoid}
.heat:not(.many){break-inside:avoid}
.scroll{overflow:visible}
tr>:first-child{position:static}
p,tr,.card,.together{break-inside:avoid}
td,.swatch,.card{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.many{font-size:5.5pt}
.many th,.many td{padding:1pt 1.2pt}
.many thead th{min-width:0}
}
)css";

}  // namespace sdkt::report::detail

namespace sdkt::report {

SDKT_INLINE std::string style_sheet() {
  std::string rules;
  put(rules, detail::light_colours, heat_rules(light_ramp),
      "@media screen and (prefers-color-scheme:dark){\n", detail::dark_colours, heat_rules(dark_ramp), "}\n",
      detail::page_rules);
  return rules;
}

}  // namespace sdkt::report
