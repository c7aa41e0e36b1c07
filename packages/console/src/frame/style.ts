/** The look of every page: one file, sent once. Colours are pairs for light and dark, each with WCAG 2.2 AA contrast on its ground. */
export const style = `
:root{color-scheme:light dark;
--ground:light-dark(#f7f6f9,#15131a);--card:light-dark(#fff,#1f1c26);--sunk:light-dark(#efedf3,#191620);
--ink:light-dark(#1d1a24,#ece9f2);--soft:light-dark(#565063,#b3acc2);--line:light-dark(#dcd8e4,#383343);
--accent:light-dark(#5b2a86,#c9a4f0);--accent-ink:light-dark(#fff,#1d0f2e);--accent-soft:light-dark(#f1e9f9,#2c2140);
--good:light-dark(#12643a,#7fd6a3);--good-soft:light-dark(#e3f4ea,#17301f);
--warn:light-dark(#7a4a00,#f2c063);--warn-soft:light-dark(#fdf0d6,#37290f);
--bad:light-dark(#a11d26,#ff9a94);--bad-soft:light-dark(#fde8e7,#3c1918);
--calm:light-dark(#1c4f86,#93c1f2);--calm-soft:light-dark(#e6effa,#16263a);
--radius:.6rem;--shade:0 1px 2px rgb(20 10 40/.06),0 2px 8px rgb(20 10 40/.05)}
*{box-sizing:border-box}
html{font:100%/1.5 system-ui,"Be Vietnam Pro","Noto Sans",sans-serif;text-size-adjust:100%;background:var(--ground);color:var(--ink);scroll-padding-top:4rem}
body{margin:0;min-height:100vh;display:flex;flex-direction:column}
h1,h2,h3{line-height:1.2;text-wrap:balance;margin:0 0 .6rem}
h1{font-size:clamp(1.5rem,1.2rem + 1.4vw,2.1rem);letter-spacing:-.01em}
h2{font-size:1.2rem;margin-top:2rem}h3{font-size:1rem}
p{margin:0 0 .8rem}a{color:var(--accent);text-underline-offset:.15em}
ul.cards,nav ul,ul.plain{list-style:none;margin:0;padding:0}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:.2rem}
main:focus{outline:none}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:.5rem;z-index:9;background:var(--card);padding:.5rem 1rem}
.environment{margin:0;padding:.35rem 1rem;text-align:center;font-weight:600;background:var(--warn-soft);color:var(--warn);border-bottom:1px solid}
.top{display:flex;flex-wrap:wrap;align-items:center;gap:.25rem 1.25rem;padding:.55rem clamp(1rem,3vw,2rem);background:var(--card);border-bottom:1px solid var(--line)}
.brand{display:flex;gap:.55rem;align-items:center;font-weight:700;color:var(--ink);text-decoration:none;padding:.35rem 0}
.mark{width:1.15rem;height:1.15rem;background:var(--accent);border-radius:50% 50% 50% 0;transform:rotate(-45deg);flex:none}
.menu{flex:1 1 auto}.menu ul{display:flex;flex-wrap:wrap;gap:.1rem .2rem}
.menu a{display:block;padding:.45rem .8rem;border-radius:var(--radius);text-decoration:none;color:var(--soft);font-weight:550}
.menu a:hover{background:var(--sunk);color:var(--ink)}
.menu a[aria-current]{background:var(--accent-soft);color:var(--accent)}
.whoami{display:flex;align-items:center;gap:.4rem 1rem;margin-left:auto;flex-wrap:wrap}
.who{font-weight:600;max-width:18rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.quiet,button.quiet{background:none;border:0;padding:.35rem .2rem;color:var(--soft);font:inherit;text-decoration:underline;text-underline-offset:.15em;cursor:pointer;min-height:0;box-shadow:none}
.quiet:hover{color:var(--ink)}
main{flex:1;width:100%;margin:0 auto;padding:clamp(1.25rem,3vw,2.25rem) clamp(1rem,3vw,2rem) 3rem}
main.narrow{max-width:64rem}main.wide{max-width:92rem}
.bottom{padding:1rem clamp(1rem,3vw,2rem);color:var(--soft);font-size:.85rem;border-top:1px solid var(--line)}
.hero{margin-bottom:1.5rem}.hero p{font-size:1.1rem;color:var(--soft);max-width:46rem}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(17rem,100%),1fr));gap:1rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:var(--radius);padding:1.1rem;box-shadow:var(--shade);display:flex;flex-direction:column}
.card p{color:var(--soft);flex:1}.card h3{font-size:1.05rem;margin-bottom:.25rem}
.fine{font-size:.9rem;color:var(--soft)}
.note{padding:.8rem 1rem;border-radius:var(--radius);background:var(--calm-soft);color:var(--calm);border-left:.3rem solid}
.note.good{background:var(--good-soft);color:var(--good)}.note.bad{background:var(--bad-soft);color:var(--bad)}.note.warn{background:var(--warn-soft);color:var(--warn)}
.note ul{margin:.3rem 0 0;padding-left:1.2rem}.note a{color:inherit}
button,.button{display:inline-block;font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer;min-height:2.75rem;padding:.55rem 1.1rem;border:1px solid transparent;border-radius:var(--radius);background:var(--accent);color:var(--accent-ink)}
button:hover,.button:hover{filter:brightness(1.08)}
button.second,.button.second{background:var(--card);color:var(--accent);border-color:var(--line)}
button.danger{background:var(--bad);color:light-dark(#fff,#2b0907)}
label,legend{display:block;font-weight:600;margin-bottom:.25rem}
.field{margin-bottom:1.1rem}.field .fine{margin:.2rem 0 0}
input:not([type=checkbox],[type=radio]),select,textarea{font:inherit;color:inherit;width:100%;min-height:2.75rem;padding:.5rem .7rem;background:var(--card);border:1px solid light-dark(#8d8799,#7d7689);border-radius:.45rem}
textarea{min-height:6rem;resize:vertical}
select{text-overflow:ellipsis}
[aria-invalid=true]{border-color:var(--bad)!important;border-width:2px!important}
.wrong{color:var(--bad);font-weight:600;margin:.25rem 0 0}
fieldset{border:1px solid var(--line);border-radius:var(--radius);padding:.8rem 1rem .2rem;margin:0 0 1.1rem}
.checks label{font-weight:400;display:flex;gap:.6rem;align-items:center;min-height:2rem}
.checks input{width:1.15rem;height:1.15rem;accent-color:var(--accent);flex:none}
.card select,.card label{margin-bottom:.4rem}.card select+button{margin-top:.3rem}
.typed{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--sunk);padding:1rem;border-radius:var(--radius)}
code{font-size:.9em;overflow-wrap:anywhere}
@media (max-width:40rem){.top{padding-block:.4rem}.menu{order:3;flex-basis:100%;overflow-x:auto}.menu ul{flex-wrap:nowrap}.menu a{white-space:nowrap}}
@media print{.top,.bottom,.skip,.environment,.no-print{display:none!important}main{padding:0;max-width:none!important}:root{color-scheme:light}html{background:#fff}.card{box-shadow:none;break-inside:avoid}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
`;
