/** The look of maps: beside the list where there is room, above it where there is none. */
export const mapStyle = `
.beside{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:1.2rem;align-items:start}
.beside>.island{position:sticky;top:1rem}
.beside .map{height:calc(100vh - 6rem);min-height:20rem}
.map{height:min(70vh,44rem);border:1px solid var(--line);border-radius:var(--radius);margin-bottom:.6rem;z-index:0}
.leaflet-container.map{background:var(--sunk);font:inherit}
.leaflet-container.map a{color:var(--accent)}
.map .leaflet-bar a{background:var(--card);color:var(--ink);border-color:var(--line);width:2.75rem;height:2.75rem;line-height:2.75rem}
.map .leaflet-bar a.leaflet-disabled{color:var(--soft);background:var(--sunk)}
.map .leaflet-control-scale-line,.map .leaflet-control-attribution{background:var(--card);color:var(--ink);border-color:var(--soft);text-shadow:none;font-size:.8rem;padding:.1rem .4rem}
.map .report-mark{display:grid;place-items:center}
.map .report-mark>*{pointer-events:auto;cursor:pointer}
.map .cluster{display:grid;place-items:center;padding:0;border:3px solid var(--card);border-radius:50%;background:var(--accent);color:var(--accent-ink);font-weight:700;font-size:.9rem;font-variant-numeric:tabular-nums;box-shadow:var(--shade)}
.map .cluster.few{width:2.4rem;height:2.4rem;min-height:0}.map .cluster.some{width:2.75rem;height:2.75rem;min-height:0}.map .cluster.many{width:3.3rem;height:3.3rem;min-height:0}
.map .pin{display:block;width:1.9rem;height:1.9rem;border:3px solid var(--card);border-radius:50% 50% 50% 0;background:var(--accent);transform:translateY(-.9rem) rotate(-45deg);box-shadow:var(--shade)}
.map .pin::after{content:"";display:block;width:.55rem;height:.55rem;margin:.4rem;border-radius:50%;background:var(--card)}
.map .area{stroke:var(--calm)}
.map .area-name{background:none;border:0;box-shadow:none;padding:0;color:var(--calm);font-weight:650;font-size:.85rem;text-shadow:0 0 3px var(--card),0 0 3px var(--card)}.map .area-name::before{content:none}
.map :focus-visible,.map:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.beside table.cases,.beside .cases tbody,.beside .cases tr,.beside .cases th,.beside .cases td{display:block;width:auto}.beside .cases thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}.beside .cases tr{padding:.7rem .9rem;border-bottom:1px solid var(--line)}.beside .cases tbody tr>*{border:0!important;padding:.12rem 0}.beside .cases tbody td{display:inline-block;vertical-align:top;margin-right:.7rem}.beside .cases td time{display:inline}.beside .cases tbody td.when{display:inline}.beside .when>*{display:inline-block;margin-right:.5rem}
main.wide:has(>.beside){max-width:120rem}
@media (max-width:60rem){.beside{grid-template-columns:minmax(0,1fr)}.beside>.island{position:static}.map,.beside .map{height:55vh}}
@media print{.beside{display:block}.map,.beside>.island{display:none}}
`;
