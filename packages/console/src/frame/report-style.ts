/** The look of what scripts add to forms: what is kept, photos, files, a place. */
export const reportStyle = `
.keeping [hidden],.chosen [hidden],.sending [hidden],.ways [hidden],.behind{display:none!important}
.keeping{margin-bottom:1.1rem;display:flex;flex-wrap:wrap;gap:.3rem .8rem;align-items:center}.keeping p{margin:0}.keeping p:first-child{flex:1 1 100%}.keeping .moment{flex:1 1 auto}
form.command .keeping button,form.command .chosen button,form.command .sending button{width:auto}
.chosen{list-style:none;margin:.6rem 0 1.1rem;padding:0;display:grid;gap:.6rem}.chosen:empty{display:none}
.chosen li{display:grid;grid-template-columns:5.5rem minmax(0,1fr);gap:.3rem .8rem;align-items:center;padding:.6rem;background:var(--card);border:1px solid var(--line);border-radius:var(--radius)}
.chosen li.bad{border-color:var(--bad);border-width:2px}.chosen li.bad .fine{color:var(--bad)}
.preview-of{display:grid;place-items:center;width:5.5rem;height:4.2rem;border-radius:.4rem;background:var(--sunk);color:var(--soft);font-weight:700;font-size:.85rem;overflow:hidden}.preview-of canvas{width:100%;height:100%;object-fit:cover}
.chosen .told{min-width:0;display:grid;gap:.15rem}.chosen .name{font-weight:600;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.chosen progress{width:100%;accent-color:var(--accent)}
.chosen .buttons{grid-column:1/-1;display:flex;gap:.5rem;justify-content:flex-end}.chosen .buttons button{min-width:2.75rem;min-height:2.75rem;padding:.2rem .7rem}
@media (min-width:44rem){.chosen li{grid-template-columns:5.5rem minmax(0,1fr) auto}.chosen .buttons{grid-column:auto}}
.sending p{margin:0 0 .6rem}.sending.waits{background:var(--warn-soft);color:var(--warn);border-radius:var(--radius);padding:.8rem 1rem;margin-bottom:.8rem}.sending.waits p{font-weight:600}
form button[aria-disabled=true]{opacity:.65}
.ways{display:flex;flex-wrap:wrap;gap:.6rem}.choosing .map{position:relative;height:min(60vh,26rem)}.choosing .cross{position:absolute;z-index:700;left:50%;top:50%;width:2.2rem;height:2.2rem;margin:-1.1rem 0 0 -1.1rem;pointer-events:none;border:3px solid var(--accent);border-radius:50%;box-shadow:0 0 0 2px var(--card),inset 0 0 0 2px var(--card)}
.choosing .cross::before,.choosing .cross::after{content:"";position:absolute;background:var(--accent)}.choosing .cross::before{left:50%;top:-.5rem;bottom:-.5rem;width:2px;margin-left:-1px}.choosing .cross::after{top:50%;left:-.5rem;right:-.5rem;height:2px;margin-top:-1px}
.secret code{font-size:clamp(1.15rem,5.4vw,1.6rem)}.once+.actions,.once+.island+.actions{margin-top:1rem}
.no-copy{display:grid;align-content:center;gap:.2rem;width:200px;max-width:100%;min-height:6rem;margin:0;padding:.6rem;border-radius:var(--radius);background:var(--sunk)}
#nearby{scroll-margin-top:1rem}.actions+.queues{margin-top:1rem}
.whole-notice{margin-top:.5rem}.whole-notice summary{padding:.3rem 0;text-decoration:underline}.whole-notice p{margin:.6rem 0 0}
`;
