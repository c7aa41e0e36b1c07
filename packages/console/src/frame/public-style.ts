/** The look of pages for everybody. */
export const publicStyle = `
.bottom a{color:inherit}
.steps-title{margin-top:1.4rem}
.steps{list-style:none;margin:0 0 1.4rem;padding:0;display:grid;grid-template-columns:repeat(auto-fit,minmax(min(9.5rem,100%),1fr));gap:.6rem}
.steps li{padding:.7rem .9rem;border-radius:var(--radius);background:var(--card);border:1px solid var(--line);border-top:.3rem solid var(--line)}
.steps li span{display:block}.steps li span:first-child{font-weight:600;line-height:1.3}
.steps .done{border-top-color:var(--good)}.steps .now{border-color:var(--accent);background:var(--accent-soft)}.steps .now .fine{color:inherit}
#report{display:flex;flex-wrap:wrap;gap:.3rem .8rem;align-items:center}
`;
