/** The look of pages for everybody. */
export const publicStyle = `
.bottom a{color:inherit}
.course-title{margin-top:1.4rem}
.course{list-style:none;margin:0 0 1.4rem;padding:0;display:grid;grid-template-columns:repeat(auto-fit,minmax(min(9.5rem,100%),1fr));gap:.6rem}
.course li{padding:.7rem .9rem;border-radius:var(--radius);background:var(--card);border:1px solid var(--line);border-top:.3rem solid var(--line)}
.course li span{display:block}.course li span:first-child{font-weight:600;line-height:1.3}
.course .done{border-top-color:var(--good)}.course .now{border-color:var(--accent);background:var(--accent-soft)}.course .now .fine{color:inherit}
ul.reports{list-style:none;margin:0;padding:0;display:grid;gap:.7rem}
.reports>li{background:var(--card);border:1px solid var(--line);border-radius:var(--radius);padding:.9rem 1.1rem;box-shadow:var(--shade)}.reports>li:hover{border-color:var(--accent)}
.reports a{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden;font-weight:550;padding:.15rem 0;text-decoration-thickness:1px}.support{margin-top:1.2rem}.reports p{margin:.2rem 0 0}
.headline h2{margin:0 0 .3rem;font-size:.95rem;color:var(--soft);font-weight:600}.comments blockquote{margin-bottom:.3rem;font-size:1rem}
#report{display:flex;flex-wrap:wrap;gap:.3rem .8rem;align-items:center}
form.report details.contact{margin-bottom:1.1rem}form>.note{margin-bottom:1.1rem}form.report .note a{display:inline-block;padding:.3rem 0}
input[type=file]{padding:.7rem;background:var(--card)}
.secret code{font-size:1.6rem;font-weight:700;letter-spacing:.06em;font-family:ui-monospace,monospace}
.once{border-color:var(--accent);border-width:2px;margin-top:1rem}.once p,.card.once p{flex:none}
.nearby{margin-bottom:1.1rem}.nearby h2{margin:.4rem 0 .2rem;font-size:1.05rem}.nearby ul{display:grid;gap:.5rem;margin-top:.7rem}.nearby .card{padding:.8rem}.nearby .card p{color:inherit}
.case.own{gap:0 2rem}.own :is(.head,.rest){display:grid;gap:1rem;min-width:0}.own .head:not(:empty){margin-bottom:1.4rem}.own aside .course{grid-template-columns:1fr;gap:.4rem;margin:0}.own aside .course li{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 .6rem;padding:.45rem .8rem;border-top-width:1px;border-left:.3rem solid var(--line)}.own aside .course .done{border-color:var(--line);border-left-color:var(--good)}.own aside .course .now{border-color:var(--accent)}.own h2{margin-top:.6rem}.own .head>:first-child h2{margin-top:0}.own aside h3{margin:0 0 .5rem}@media (max-width:60rem){.case.own{gap:1rem}.own .head:not(:empty){margin:0}}.own .note h2{margin-top:0}.own .photos{margin:0}
form.intake{max-width:64rem}
@media (min-width:56rem){form.intake{display:grid;grid-template-columns:1fr 1fr;grid-template-rows:auto auto 1fr;gap:0 1.2rem;align-items:start}form.intake>fieldset:nth-of-type(2){grid-column:2;grid-row:span 2}form.intake>.note,form.intake>.actions{grid-column:1/-1}}
`;
