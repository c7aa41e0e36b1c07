/** The look of pages for everybody. */
export const publicStyle = `
.bottom a{color:inherit}
.steps-title{margin-top:1.4rem}
.steps{list-style:none;margin:0 0 1.4rem;padding:0;display:grid;grid-template-columns:repeat(auto-fit,minmax(min(9.5rem,100%),1fr));gap:.6rem}
.steps li{padding:.7rem .9rem;border-radius:var(--radius);background:var(--card);border:1px solid var(--line);border-top:.3rem solid var(--line)}
.steps li span{display:block}.steps li span:first-child{font-weight:600;line-height:1.3}
.steps .done{border-top-color:var(--good)}.steps .now{border-color:var(--accent);background:var(--accent-soft)}.steps .now .fine{color:inherit}
ul.reports{list-style:none;margin:0;padding:0;display:grid;gap:.7rem}
.reports>li{background:var(--card);border:1px solid var(--line);border-radius:var(--radius);padding:.9rem 1.1rem;box-shadow:var(--shade)}.reports>li:hover{border-color:var(--accent)}
.reports a{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden;font-weight:550;padding:.15rem 0;text-decoration-thickness:1px}.support{margin-top:1.2rem}.reports p{margin:.2rem 0 0}
.headline h2{margin:0 0 .3rem;font-size:.95rem;color:var(--soft);font-weight:600}.comments blockquote{margin-bottom:.3rem;font-size:1rem}
#report{display:flex;flex-wrap:wrap;gap:.3rem .8rem;align-items:center}
`;
