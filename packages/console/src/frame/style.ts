/** The look of every page: one file, sent once. Colours are pairs for light and dark, each with WCAG 2.2 AA contrast on its ground. */
export const style: string = `
:root{color-scheme:light dark;
--ground:light-dark(#f7f6f9,#15131a);--card:light-dark(#fff,#1f1c26);--sunk:light-dark(#efedf3,#191620);
--ink:light-dark(#1d1a24,#ece9f2);--soft:light-dark(#565063,#b3acc2);--line:light-dark(#dcd8e4,#383343);
--accent:light-dark(#5b2a86,#c9a4f0);--accent-ink:light-dark(#fff,#1d0f2e);--accent-soft:light-dark(#f1e9f9,#2c2140);
--good:light-dark(#12643a,#7fd6a3);--good-soft:light-dark(#e3f4ea,#17301f);
--warn:light-dark(#7a4a00,#f2c063);--warn-soft:light-dark(#fdf0d6,#37290f);
--bad:light-dark(#a11d26,#ff9a94);--bad-soft:light-dark(#fde8e7,#3c1918);--bad-ink:light-dark(#fff,#2b0907);
--calm:light-dark(#1c4f86,#93c1f2);--calm-soft:light-dark(#e6effa,#16263a);
--radius:.6rem;--shade:0 1px 2px rgb(20 10 40/.06),0 2px 8px rgb(20 10 40/.05)}
*{box-sizing:border-box}
html{font:100%/1.5 system-ui,"Be Vietnam Pro","Noto Sans",sans-serif;text-size-adjust:100%;background:var(--ground);color:var(--ink);scroll-padding-top:4rem}
body{margin:0;min-height:100vh;display:flex;flex-direction:column}
h1,h2,h3{line-height:1.2;overflow-wrap:anywhere;margin:0 0 .6rem}:lang(en)>:is(h1,h2,h3){text-wrap:balance}
h1{font-size:clamp(1.5rem,1.2rem + 1.4vw,2.1rem);letter-spacing:-.01em}
h2{font-size:1.2rem;margin-top:2rem}h3{font-size:1rem}h3>a{display:inline-block;padding:.2rem 0}
p{margin:0 0 .8rem}a{color:var(--accent);text-underline-offset:.15em}
ul.cards,nav ul,ul.plain{list-style:none;margin:0;padding:0}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:.2rem}
main:focus{outline:none}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-999rem}.skip:focus{position:fixed;left:1rem;top:.5rem;z-index:9;background:var(--card);padding:.5rem 1rem}
.environment{margin:0;padding:.35rem 1rem;text-align:center;font-weight:600;background:var(--warn-soft);color:var(--warn);border-bottom:1px solid}
.top{display:flex;flex-wrap:wrap;align-items:center;gap:.25rem .4rem;padding:.55rem clamp(1rem,2vw,1.3rem);background:var(--card);border-bottom:1px solid var(--line)}
.brand{display:flex;gap:.55rem;align-items:center;font-weight:700;color:var(--ink);text-decoration:none;padding:.35rem 0}
.mark{width:1.15rem;height:1.15rem;background:var(--accent);border-radius:50% 50% 50% 0;transform:rotate(-45deg);flex:none}
.menu{flex:1 1 auto}.menu ul{display:flex;flex-wrap:wrap;gap:.1rem}
.menu a,.menu summary{display:block;padding:.45rem .4rem;font-size:.94rem;white-space:nowrap;border-radius:var(--radius);text-decoration:none;color:var(--soft);font-weight:550}
.menu a:hover,.menu summary:hover{background:var(--sunk);color:var(--ink)}
.menu [aria-current]{background:var(--accent-soft);color:var(--accent)}
.menu summary{cursor:pointer;list-style:none}.menu summary::-webkit-details-marker{display:none}.menu summary::after{content:" ▾"/""}
.menu li{position:relative}.menu details ul{position:absolute;z-index:5;left:0;top:calc(100% + .2rem);display:grid;min-width:max-content;padding:.4rem;background:var(--card);border:1px solid var(--line);border-radius:var(--radius);box-shadow:0 4px 16px rgb(20 10 40/.18)}
.cards.doors{grid-template-columns:repeat(auto-fit,minmax(min(13.5rem,100%),1fr))}.card.door{text-decoration:none;color:var(--ink);height:100%}.card.door:hover{border-color:var(--accent)}.door strong{font-size:1.1rem;color:var(--accent);text-decoration:underline;text-underline-offset:.15em}.door span{color:var(--soft)}li.first .door{background:var(--accent);border-color:var(--accent)}li.first .door :is(strong,span){color:var(--accent-ink)}
:is(.places,.state) .card p{flex:none}.places a{display:inline-block;padding:.3rem 0;font-weight:550}
.opens-menu{display:none}.opens-menu summary{list-style:none;cursor:pointer;padding:.45rem .8rem;font-weight:600;border:1px solid var(--line);border-radius:var(--radius);color:var(--accent)}.opens-menu summary::-webkit-details-marker{display:none}.opens-menu summary::after{content:" ▾"/""}.opens-menu[open] summary::after{content:" ▴"/""}
.whoami{display:flex;align-items:center;gap:.4rem .65rem;margin-left:auto;flex-wrap:wrap}
.who{font-weight:600;max-width:12rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.quiet,button.quiet{background:none;border:0;padding:.35rem .2rem;color:var(--soft);font:inherit;text-decoration:underline;text-underline-offset:.15em;cursor:pointer;min-height:0;box-shadow:none}
.quiet:hover{color:var(--ink)}
main{flex:1;width:100%;margin:0 auto;padding:clamp(1.25rem,3vw,2.25rem) clamp(1rem,3vw,2rem) 3rem}
main.narrow{max-width:64rem}main.wide{max-width:92rem}
.bottom a{margin-right:.6rem;white-space:nowrap}.bottom{padding:1rem clamp(1rem,3vw,2rem);color:var(--soft);font-size:.85rem;border-top:1px solid var(--line)}
.hero{margin-bottom:1.5rem}.hero p{font-size:1.1rem;color:var(--soft);max-width:46rem}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(17rem,100%),1fr));gap:1rem}
.cards.one{grid-template-columns:1fr}
.card{background:var(--card);border:1px solid var(--line);border-radius:var(--radius);padding:1.1rem;box-shadow:var(--shade);display:flex;flex-direction:column}
.card p{color:var(--soft);flex:1}.card h3{font-size:1.05rem;margin-bottom:.25rem}
.counts{grid-template-columns:repeat(auto-fill,minmax(min(11rem,100%),1fr))}.counts a{color:var(--ink);text-decoration:none;height:100%}.counts a:hover{border-color:var(--accent)}.counts strong{font-size:2rem;line-height:1.1;font-variant-numeric:tabular-nums;color:var(--accent)}.counts .urgent a{background:var(--bad-soft);border-color:var(--bad)}.counts .urgent strong{color:var(--bad)}
.fine{font-size:.9rem;color:var(--soft)}
.note{padding:.8rem 1rem;border-radius:var(--radius);background:var(--calm-soft);color:var(--calm);border-left:.3rem solid}
.note.good{background:var(--good-soft);color:var(--good)}.note.bad{background:var(--bad-soft);color:var(--bad)}.note.warn{background:var(--warn-soft);color:var(--warn)}
.note h2{margin-top:0}.phrases{margin-bottom:1rem}.phrases button{margin-top:.4rem}[data-counts]{margin-bottom:1rem!important}
.note ul{margin:.3rem 0 0;padding-left:1.2rem}.note a{color:inherit}
button,.button{display:inline-block;font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer;min-height:2.75rem;padding:.55rem 1.1rem;border:1px solid transparent;border-radius:var(--radius);background:var(--accent);color:var(--accent-ink)}
button:hover,.button:hover{filter:brightness(1.08)}
button.second,.button.second{background:var(--card);color:var(--accent);border-color:var(--line)}
.button.second.grave{color:var(--bad);border-color:var(--bad)}
.chosen-one{border:0;padding:0}.chosen-one legend{padding:0}.chosen-one label{display:flex;gap:.7rem;align-items:center;min-height:3rem;margin:0 0 .5rem;padding:.5rem .9rem;font-weight:600;background:var(--card);border:1px solid light-dark(#8d8799,#7d7689);border-radius:var(--radius);cursor:pointer}.chosen-one label:has(:checked){border-color:var(--accent);background:var(--accent-soft);box-shadow:inset 0 0 0 1px var(--accent)}.chosen-one input{width:1.25rem;height:1.25rem;flex:none;accent-color:var(--accent)}.chosen-one label .fine{display:block;font-weight:400}
button.danger{background:var(--bad);color:var(--bad-ink)}
label,legend{display:block;font-weight:600;margin-bottom:.25rem}
.field{margin-bottom:1.1rem}.field .fine{margin:.2rem 0 0}
input:not([type=checkbox],[type=radio]),select,textarea{font:inherit;color:inherit;width:100%;min-height:2.75rem;padding:.5rem .7rem;background:var(--card);border:1px solid light-dark(#8d8799,#7d7689);border-radius:.45rem}
textarea{min-height:6rem;resize:vertical}
select{text-overflow:ellipsis}
[aria-invalid=true]{border-color:var(--bad)!important;border-width:2px!important}
.wrong{color:var(--bad);font-weight:600;margin:.25rem 0 0}
fieldset{border:1px solid var(--line);border-radius:var(--radius);padding:.8rem 1rem .2rem;margin:0 0 1.1rem}
.checks label{font-weight:400;display:flex;gap:.6rem;align-items:center;min-height:2rem}
.checks input,.mark-row{width:1.15rem;height:1.15rem;accent-color:var(--accent);flex:none}
.mark-row{float:left;min-width:1.5rem;min-height:1.5rem;margin:0 .6rem .4rem 0}.mark-row~*{display:block;margin-left:2.1rem}
.card select,.card label{margin-bottom:.4rem}.card select+button{margin-top:.3rem}
.typed{font:inherit;white-space:pre-wrap;overflow-wrap:anywhere;background:var(--sunk);padding:1rem;border-radius:var(--radius)}
code{font-size:.9em;overflow-wrap:anywhere}
main>.split{margin-bottom:.7rem}.split{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:start;gap:.5rem 1rem}
.badge{display:inline-block;padding:.12rem .55rem;border-radius:1rem;font-size:.85rem;font-weight:600;white-space:nowrap;background:var(--sunk);color:var(--ink)}
.badge.good{background:var(--good-soft);color:var(--good)}.badge.bad{background:var(--bad-soft);color:var(--bad)}.badge.warn{background:var(--warn-soft);color:var(--warn)}.badge.calm{background:var(--calm-soft);color:var(--calm)}
.written{white-space:pre-line;overflow-wrap:anywhere;unicode-bidi:isolate}
.saved ul{display:flex;flex-wrap:wrap;gap:.2rem 1rem;align-items:baseline}.saved p{margin:0}.saved [aria-current]{font-weight:700}
.queues ul{display:flex;flex-wrap:wrap;gap:.5rem;margin-bottom:1rem}
.queues a{display:flex;gap:.6rem;align-items:baseline;padding:.5rem .85rem;background:var(--card);border:1px solid var(--line);border-radius:var(--radius);text-decoration:none;color:var(--ink)}
.queues a:hover{border-color:var(--accent)}
.queues strong{font-variant-numeric:tabular-nums;color:var(--soft)}
.queues [aria-current]{background:var(--accent-soft);border-color:var(--accent);color:var(--accent)}.queues [aria-current] strong{color:inherit}
.queues .urgent a{background:var(--bad-soft);border-color:var(--bad);color:var(--bad)}.queues .urgent strong{color:inherit}
.filters{display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:start;margin-bottom:1rem}
.filters .search{display:flex;gap:.5rem;flex:1 1 20rem;max-width:34rem}.filters details{flex:1 1 100%}.filters>.quiet{align-self:center}
.filters summary{cursor:pointer;color:var(--accent);font-weight:600;width:max-content;padding:.3rem 0}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(13rem,100%),1fr));gap:0 1rem;padding-top:.6rem}
table.cases{width:100%;border-collapse:separate;border-spacing:0;background:var(--card);border:1px solid var(--line);border-radius:var(--radius);box-shadow:var(--shade)}
.cases th,.cases td{text-align:left;vertical-align:top;padding:.7rem .9rem;border-bottom:1px solid var(--line)}
.cases tbody tr:last-child>*{border-bottom:0}.cases thead th{font-size:.85rem;color:var(--soft);font-weight:600}
.cases tbody th{font-weight:400;width:44%}.cases tbody th a{font-weight:600;text-decoration-color:transparent}.cases tbody th a:hover,.cases tbody th a:focus-visible{text-decoration-color:currentcolor}.cases span.fine,.cases time{display:block}
.cases tbody tr:hover{background:var(--sunk)}.cases tr.urgent>:first-child{box-shadow:inset .25rem 0 var(--bad)}
.empty{text-align:center;padding:3rem 1rem;background:var(--card);border:1px dashed var(--line);border-radius:var(--radius)}.empty h2{margin-top:0}
.live{display:flex;flex-wrap:wrap;align-items:center;gap:.2rem .8rem;min-height:2.75rem;margin:0 0 .4rem}.live button{min-height:2.25rem;padding:.25rem .9rem}
.lane{background:var(--bad-soft);border:1px solid var(--bad);border-left-width:.3rem;border-radius:var(--radius);padding:.7rem 1rem;margin-bottom:1.2rem}.lane h2{margin:0;font-size:1.05rem;color:var(--bad)}.lane .split{margin-bottom:.3rem}.lane .split a{color:var(--bad)}
.lane ul{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(20rem,100%),1fr));gap:.2rem 1.6rem}.lane li{display:flex;flex-wrap:wrap;gap:.2rem .8rem;justify-content:space-between;padding:.35rem 0}.lane li a{flex:1 1 14rem;color:var(--ink)}.lane .fine{color:var(--ink)}.lane li{align-content:start}.lane .badge{background:var(--card)}
.cases time{white-space:nowrap}.cases .due{display:block}.cases .due time{display:inline}.cases small{font-size:.9rem;color:var(--soft)}.cases .which{display:block;font-size:.9rem;color:var(--soft)}.cases .which time{display:inline}.cases .which.bad{color:var(--bad);font-weight:600}.queues.clocks{display:flex;flex-wrap:wrap;gap:0 .8rem;align-items:baseline}.queues.clocks a{padding:.3rem .7rem;font-size:.92rem}
.pages{display:flex;gap:.6rem;margin-top:1rem}progress{accent-color:var(--accent)}dl.panel+.note,dl.panel+p{margin-top:1rem}table.cases+.actions,table.cases+form{margin-top:1rem}
.neighbours{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;margin-bottom:1rem}.neighbours .gap{flex:1}.neighbours .button{min-height:2.25rem;padding:.25rem .8rem;font-size:.92rem}
.case{display:grid;grid-template-columns:minmax(0,1fr) minmax(17rem,22rem);grid-template-rows:auto 1fr;gap:0 2rem;align-items:start}.case aside{grid-column:2;grid-row:1/span 2}.case .rest{grid-column:1}
.case aside{display:grid;gap:1rem}.case aside h2{margin-top:0;font-size:1.05rem}
.case-head h1{display:flex;flex-wrap:wrap;gap:.2rem .8rem;align-items:baseline}.case-head .number{font-size:1rem;font-weight:500;color:var(--soft);font-family:ui-monospace,monospace}
.case>.head>.card{margin-bottom:1.2rem}
.badges{display:flex;flex-wrap:wrap;gap:.4rem .6rem;align-items:center}
blockquote{margin:0 0 .8rem;padding:.9rem 1.1rem;background:var(--card);border-left:.25rem solid var(--accent);border-radius:0 var(--radius) var(--radius) 0;font-size:1.08rem;box-shadow:var(--shade)}
.place{display:flex;gap:.55rem;align-items:baseline}.place::before{content:"";flex:none;width:.6rem;height:.6rem;background:var(--accent);border-radius:50% 50% 50% 0;transform:rotate(-45deg)}
section.actions ul{display:grid;gap:.5rem}section.actions .button{width:100%;white-space:normal}section.actions details ul{margin-top:.5rem}summary{cursor:pointer}
dl.data{margin:0;display:grid;grid-template-columns:minmax(0,1fr);gap:.35rem}dl.data>div{display:grid;grid-template-columns:minmax(8rem,34%) minmax(0,1fr);gap:.1rem .8rem}dl.data dl.data>div{grid-template-columns:minmax(0,1fr)}dl.panel{background:var(--card);border:1px solid var(--line);border-radius:var(--radius);padding:.9rem 1.1rem;box-shadow:var(--shade)}dl.data dt{font-size:.88rem;color:var(--soft)}dl.data dd{margin:0;overflow-wrap:anywhere}dl.data dl.data{padding-left:.7rem;border-left:2px solid var(--line);gap:.3rem}
.clock{background:var(--card);border:1px solid var(--line);border-radius:var(--radius);padding:.9rem 1.1rem;margin-bottom:.8rem;box-shadow:var(--shade)}
.clock>summary{display:flex;flex-wrap:wrap;gap:.3rem .8rem;align-items:center;list-style:none}.clock>summary::-webkit-details-marker{display:none}
.clock>summary::before{content:"▸";color:var(--soft)}.clock[open]>summary::before{content:"▾"}.clock[open]>summary{margin-bottom:.6rem}
.clock .due{margin-left:auto;font-weight:600}
.months{display:flex;flex-wrap:wrap;align-items:start;gap:1.2rem 2rem;margin-top:.4rem}
.month{border-collapse:separate;border-spacing:3px;font-variant-numeric:tabular-nums}
.month caption{font-weight:600;text-align:left;padding:0 0 .3rem .3rem;}
.month th{font-size:.75rem;font-weight:600;color:var(--soft);padding:.1rem}
.month td{position:relative;width:3rem;height:3rem;padding:.15rem .3rem;vertical-align:top;border-radius:.4rem;background:var(--sunk);line-height:1.15}
.month td.blank{background:none}.month td.gap{height:auto;background:none;color:var(--soft);text-align:center}.month td.outside{background:none;color:var(--soft)}
.month .date{font-size:.85rem}.month td .mark{all:unset;display:block;font-size:.78rem;text-align:right;font-weight:700;overflow:hidden;white-space:nowrap}
.month .counted{background:var(--calm-soft);color:var(--calm)}.month .counted.extra{background:var(--accent-soft);color:var(--accent)}
.month .skipped,.month .rolled{background:repeating-linear-gradient(135deg,var(--sunk) 0 5px,transparent 5px 10px);color:var(--soft)}
.month .paused{background:var(--warn-soft);color:var(--warn)}
.month .start{background:var(--ink);color:var(--ground)}.month td.start .mark{font-size:.62rem;font-weight:600}
.month .due{outline:3px solid var(--bad);outline-offset:-2px}.month .stopped::after{content:"✓";position:absolute;right:.25rem;top:.1rem;color:var(--good);font-weight:800}
.month .today .date{text-decoration:underline 2px;text-underline-offset:2px;font-weight:800}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;margin:.7rem 0 0;padding:0;font-size:.85rem;color:var(--soft)}.legend li{display:flex;gap:.4rem;align-items:center}
.swatch{width:1rem;height:1rem;border-radius:.25rem;border:1px solid var(--line);background:var(--sunk)}.swatch.counted{background:var(--calm-soft);border-color:var(--calm)}.swatch.extra{background:var(--accent-soft);border-color:var(--accent)}.swatch.paused{background:var(--warn-soft);border-color:var(--warn)}.swatch.due{border:3px solid var(--bad)}.swatch.stopped{background:none;border:0}.swatch.stopped::before{content:"✓";color:var(--good);font-weight:800}
.swatch.skipped{background:repeating-linear-gradient(135deg,var(--line) 0 3px,transparent 3px 6px)}
.calendar+.note{margin-top:.8rem}.reasons h3{margin:1.1rem 0 .4rem;font-size:.95rem}.reasons ul{list-style:none;padding:0;margin:0;display:grid;gap:.3rem}
.reasons li{display:grid;grid-template-columns:minmax(10rem,max-content) 1fr;gap:.2rem 1rem}.reasons time{color:var(--soft);font-variant-numeric:tabular-nums}.reasons strong{font-weight:600}
.in-words{margin-top:.8rem}.in-words pre{white-space:pre-wrap;font:inherit;font-size:.92rem;background:var(--sunk);padding:.8rem;border-radius:var(--radius);overflow-wrap:anywhere}
.history{list-style:none;margin:0;padding:0 0 0 1.4rem;border-left:2px solid var(--line)}
.history>li{position:relative;padding-bottom:1.1rem}.history>li::before{content:"";position:absolute;left:-1.83rem;top:.4rem;width:.75rem;height:.75rem;border-radius:50%;background:var(--card);border:3px solid var(--accent)}
.history p{margin:0}.history dl.data{margin-top:.4rem;background:var(--card);border:1px solid var(--line);border-radius:var(--radius);padding:.6rem .8rem}.change{margin-right:.8rem}
.presence{margin-bottom:.6rem;overflow-wrap:anywhere}.presence .live{min-height:2.25rem;margin:0;color:var(--soft);font-size:.92rem}.presence .busy{color:var(--warn);background:var(--warn-soft);padding:.2rem .9rem;border-radius:var(--radius);font-weight:600}main>.note{margin-bottom:1rem}
.axis{display:flex;flex-wrap:wrap;gap:.3rem .5rem;margin-bottom:.8rem}.axis a{padding:.25rem .8rem;border-radius:1rem;text-decoration:none;color:var(--soft);border:1px solid var(--line);font-size:.92rem}.axis [aria-current]{background:var(--accent-soft);color:var(--accent);border-color:var(--accent)}
.lane-names{display:none}.lanes .history{padding:0;border:0;display:grid;gap:.7rem}.lanes .history>li{padding:.6rem .8rem;background:var(--card);border:1px solid var(--line);border-left:.25rem solid var(--accent);border-radius:var(--radius)}.lanes .history>li::before{content:none}
.lanes .history>.idle{background:none;border:0;padding:0;text-align:center;color:var(--soft);font-size:.88rem}.idle span{display:inline-block;padding:.1rem .9rem;border-radius:1rem;background:var(--sunk)}
.lanes .history>.new{background:var(--calm-soft)}.lanes .history dl.data{border:0;padding:0;background:none}
.lanes .history>.lane-2{border-left-color:var(--calm)}.lanes .history>.lane-3{border-left-color:var(--good)}.lanes .history>.lane-4{border-left-color:var(--warn)}.lanes .history>.lane-5{border-left-color:var(--line)}
@media (min-width:60rem){.lanes .history,.lane-names{display:grid;gap:.6rem .8rem}.lane-names{margin:0 0 .4rem;font-weight:650;font-size:.9rem;color:var(--soft)}
.of-2 .history,.of-2 .lane-names{grid-template-columns:repeat(2,minmax(0,1fr))}.of-3 .history,.of-3 .lane-names{grid-template-columns:repeat(3,minmax(0,1fr))}.of-4 .history,.of-4 .lane-names{grid-template-columns:repeat(4,minmax(0,1fr))}.of-5 .history,.of-5 .lane-names{grid-template-columns:repeat(5,minmax(0,1fr))}
.lanes .history>.lane-1{grid-column:1}.lanes .history>.lane-2{grid-column:2}.lanes .history>.lane-3{grid-column:3}.lanes .history>.lane-4{grid-column:4}.lanes .history>.lane-5{grid-column:5}.lanes .history>.idle{grid-column:1/-1}}
.picture{align-items:center!important;padding:.3rem 0}.picture img{border-radius:.4rem;object-fit:cover;background:var(--sunk)}.picture .fine{display:block}
.preview{margin-top:1.6rem;max-width:44rem;border:1px dashed var(--line);border-radius:var(--radius);padding:1rem 1.2rem}.preview h2{margin-top:0}.preview .read+.read{margin-top:1rem}
.photos{list-style:none;display:flex;flex-wrap:wrap;gap:.6rem;padding:0}.photos img{border-radius:var(--radius);object-fit:cover;background:var(--sunk)}
.card h2{margin-top:0;font-size:1.1rem}.cases.even tbody th{width:auto}.cases.even th,.cases.even td{min-width:5rem}.cases td .actions{gap:.4rem}.filters .grid{flex:1 1 100%}.steps h3{margin:0 0 .5rem}.steps table.cases{margin:.6rem 0;box-shadow:none}.steps details{margin-top:.3rem}.steps pre{max-height:28rem;overflow:auto;font-size:.85rem}
form.command{max-width:44rem}.actions{display:flex;flex-wrap:wrap;gap:.6rem}section.actions{display:block}
@media (min-width:44.01rem){.cases:not(.even)>tbody>tr>:nth-child(4){min-width:8.5rem}}
@media (min-width:64rem){.cases .due small,.cases .which{white-space:nowrap}}
@media (max-width:60rem){.case{grid-template-columns:minmax(0,1fr);gap:1rem}.case aside,.case .rest{grid-column:1;grid-row:auto}}
@media (max-width:44rem){
.split>.button{margin-bottom:.6rem}.cases,.cases tbody,.cases tr,.cases th,.cases td{display:block;width:auto}.cases thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}.cases tbody th{width:auto}
.cases tr{padding:.7rem .9rem;border-bottom:1px solid var(--line)}.cases tbody tr>*{border:0!important;padding:.12rem 0}.cases time{display:inline}.cases th,.cases td{overflow-wrap:anywhere}.cases tbody td:not([data-label]){display:inline-block;vertical-align:top;max-width:100%;margin-right:.7rem}.cases tbody td:empty{display:none}.cases tbody td.when:not([data-label]){display:inline}.cases .when>*{display:inline-block;margin-right:.5rem}.cases tr.urgent{box-shadow:inset .25rem 0 var(--bad)}.cases tr.urgent>:first-child{box-shadow:none}.cases td[data-label]::before{content:attr(data-label)": ";color:var(--soft);font-size:.88rem}
.month td{width:2.45rem;height:2.6rem;padding:.1rem .2rem}.clock{padding:.8rem .7rem}.reasons li{grid-template-columns:1fr}
.cases dl.data>div{grid-template-columns:minmax(0,1fr)}.queues ul{flex-wrap:nowrap;overflow-x:auto;padding-bottom:.3rem}.queues a{white-space:nowrap}.actions .button,form.command button{width:100%}}
@media (max-width:40rem){.whoami{gap:.2rem .8rem;flex-wrap:nowrap;max-width:100%;font-size:.92rem}.whoami .quiet{white-space:nowrap}.who{flex:0 1 auto;min-width:0}.top{padding-block:.4rem}.opens-menu{display:block;margin-left:auto}.opens-menu:not([open])~.menu,.opens-menu:not([open])~.whoami{display:none}.menu{flex-basis:100%}.menu>ul{flex-direction:column}.menu a,.menu summary{padding-inline:.55rem}.menu .folded:has([open]){flex-basis:100%}.menu details ul{position:static;box-shadow:none;margin:.2rem 0}}
@media (prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important;scroll-behavior:auto!important}}
@media (forced-colors:active){.menu [aria-current],.queues [aria-current],.tabs [aria-current],.axis [aria-current]{outline:2px solid Highlight}.mark,.month td,.swatch,.chart .bar,.chart .dot,.chart .line,.chart .track,.chart .interval{forced-color-adjust:none}.badge,.note,.card,.month td{border:1px solid}}
@media print{@page{margin:1.4cm}:root{color-scheme:light}html{background:#fff}main{padding:0;max-width:none!important}
.top,.bottom,.skip,.environment,.no-print,main :is(nav,form.filters,.pages,.bulk,.lane,.mark-row,.live .fine,button,a.button),details:not([open],.clock),.clock>summary::before{display:none!important}
h1,h2,h3,caption{break-after:avoid}.card,.clock,.note,blockquote,.cases tr,.history dl.data,.lanes .history>li,.photos li{break-inside:avoid}.card,.clock,.history dl.data,table.cases{box-shadow:none}
table.cases{font-size:.8rem}.cases th,.cases td{padding:.3rem .5rem}.mark-row~*{margin-left:0}.cases tbody th{width:38%}.cases td{min-width:5.6rem}.cases :is(.fine,small,.which,.badge){font-size:.75rem}.cases td.fine time,.cases .which{white-space:normal}
.case{display:block}.case aside{margin-top:1rem}.clock::details-content{content-visibility:visible;block-size:auto}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
`;
