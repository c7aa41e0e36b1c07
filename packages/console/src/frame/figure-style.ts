/** The look of figures: drawings, and tables that are wider than a screen. */
export const figureStyle = `
:root{--series-1:light-dark(#5b2a86,#c9a4f0);--series-2:light-dark(#c26a00,#f2b35c);--series-3:light-dark(#0f766e,#5ed3c6)}
.tabs{margin-bottom:1.2rem;border-bottom:1px solid var(--line)}.tabs ul{display:flex;flex-wrap:wrap;gap:0 .2rem}
.tabs a{display:block;padding:.6rem .9rem;text-decoration:none;color:var(--soft);font-weight:600;white-space:nowrap;border-bottom:3px solid transparent}
.tabs a:hover{color:var(--ink)}.tabs [aria-current]{color:var(--accent);border-color:var(--accent)}
.headline{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(15rem,100%),1fr));gap:1rem;margin:0 0 1.2rem;padding:0;list-style:none}
.headline>li{background:var(--card);border:1px solid var(--line);border-radius:var(--radius);padding:1rem 1.2rem;box-shadow:var(--shade)}
.headline h3{margin:0 0 .3rem;font-size:.95rem;color:var(--soft);font-weight:600}
.headline .share{font-size:2.1rem;font-weight:700;letter-spacing:-.02em;font-variant-numeric:tabular-nums;line-height:1.1;display:block}
.headline .second .share{font-size:1.25rem}.headline .second{margin-top:.6rem;padding-top:.6rem;border-top:1px solid var(--line)}
.headline p{margin:.5rem 0 0}.made-of{font-variant-numeric:tabular-nums;display:block}
.chart{margin:0 0 1.2rem;padding:1rem 1.2rem;background:var(--card);border:1px solid var(--line);border-radius:var(--radius);box-shadow:var(--shade)}
.chart figcaption{font-weight:650;margin-bottom:.3rem}.chart svg{display:block;overflow:visible;margin-top:.6rem}
.chart text{fill:var(--ink);font-size:14px}.chart .axis{fill:var(--soft);font-size:12.5px;font-variant-numeric:tabular-nums}
.bar-row{margin-top:.7rem;break-inside:avoid}.bar-row p{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 .8rem;margin:0 0 .25rem;font-size:.9rem;line-height:1.35}.bar-row strong{font-weight:650;font-variant-numeric:tabular-nums;margin-left:auto}.bar-row p>*{min-width:0;overflow-wrap:anywhere}.chart .bar-row svg{margin:0}
.chart .track{fill:var(--sunk)}.chart .grid-line{stroke:var(--line)}
.chart .bar.first,.chart .dot.first{fill:var(--series-1)}.chart .bar.second,.chart .dot.second{fill:var(--series-2)}.chart .bar.third,.chart .dot.third{fill:var(--series-3)}
.chart .line{stroke-width:2.5;stroke-linecap:round}.chart .line.first{stroke:var(--series-1)}.chart .line.second{stroke:var(--series-2);stroke-dasharray:7 5}.chart .line.third{stroke:var(--series-3);stroke-dasharray:2 5}
.chart .dot.unsettled{fill:var(--card);stroke-width:2}.chart .dot.unsettled.first{stroke:var(--series-1)}.chart .dot.unsettled.second{stroke:var(--series-2)}.chart .dot.unsettled.third{stroke:var(--series-3)}.chart .line.unsettled{stroke-width:1}
.chart .interval{stroke:var(--ink);stroke-width:1.5}
.swatch.first{background:var(--series-1)}.swatch.second{background:var(--series-2)}.swatch.third{background:var(--series-3)}
.figure-table{margin:1.6rem 0}.figure-table h2{margin:0 0 .5rem}.figure-table .split{align-items:center;margin-bottom:.5rem}.figure-table .split h2{margin:0}.meanings+.fine,section+.fine{margin-top:1.6rem}.figure-table .button{min-height:2.25rem;padding:.25rem .8rem;font-size:.92rem}
.scrolls{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:var(--radius);box-shadow:var(--shade)}
table.figures{border-collapse:separate;border-spacing:0;width:100%;font-variant-numeric:tabular-nums}
.figures th,.figures td{padding:.55rem .8rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
.figures .number{text-align:right;white-space:nowrap}.figures thead th{font-size:.85rem;color:var(--soft);vertical-align:bottom;line-height:1.3}.figures thead .number{white-space:normal;min-width:6.5rem}.figures .brief{white-space:nowrap}.figures thead a{color:inherit;text-decoration-style:dotted}
.figures tbody th{font-weight:600;background:var(--card);min-width:9rem}.figures tbody tr:last-child>*{border-bottom:0}.figures tbody tr:hover>*{background:var(--sunk)}
.figures tbody th:first-child,.figures thead th:first-child{position:sticky;left:0;background:var(--card)}
.figures .share{font-weight:600}
.asked{display:flex;flex-wrap:wrap;gap:.4rem .6rem;margin:0 0 1.2rem;padding:0;list-style:none}.asked li{padding:.2rem .7rem;border-radius:1rem;background:var(--accent-soft);color:var(--accent);font-size:.9rem}
.meanings{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(22rem,100%),1fr));gap:.9rem 1.6rem;margin:0}.meanings dt{font-weight:600}.meanings dt::first-letter{text-transform:uppercase}.meanings dd{margin:0;color:var(--soft);font-size:.94rem}.meanings>:target{outline:3px solid var(--accent);outline-offset:.4rem;border-radius:.2rem}
@media (max-width:44rem){.figures tbody th{min-width:7rem}.figures th,.figures td{padding:.5rem .6rem}}
@media print{.scrolls{overflow:visible;border:0;box-shadow:none}.chart{box-shadow:none;break-inside:avoid}.chart .bar,.chart .track,.swatch{print-color-adjust:exact}table.figures{font-size:.72rem}.figures th,.figures td{padding:.25rem .35rem}.figures tr{break-inside:avoid}.figures thead{display:table-header-group}.figures tbody th:first-child{position:static}}
`;
