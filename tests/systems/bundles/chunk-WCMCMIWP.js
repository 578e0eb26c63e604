import{d as v,e as g,f as b,g as u,h as E,s as a,t as f,u as m,x as w,y as S}from"./chunk-CJUSOV2H.js";import{d as i}from"./chunk-MD77UZCU.js";i();var A=Symbol.for(""),O=t=>{if(t?.r===A)return t?._$litStatic$};var _=(t,...s)=>({_$litStatic$:s.reduce((r,e,n)=>r+(o=>{if(o._$litStatic$!==void 0)return o._$litStatic$;throw Error(`Value passed to 'literal' function must be a 'literal' result: ${o}. Use 'unsafeStatic' to pass non-literal values, but
            take care to ensure page security.`)})(e)+t[n+1],t[0]),r:A}),x=new Map,h=t=>(s,...r)=>{let e=r.length,n,o,c=[],y=[],d,l=0,T=!1;for(;l<e;){for(d=s[l];l<e&&(o=r[l],(n=O(o))!==void 0);)d+=n+s[++l],T=!0;l!==e&&y.push(o),c.push(d),l++}if(l===e&&c.push(s[e]),T){let $=c.join("$$lit$$");(s=x.get($))===void 0&&(c.raw=c,x.set($,s=c)),r=y}return t(s,...r)},U=h(v),I=h(g),k=h(b);i();i();var R="important",P=" !"+R,Y=f(class extends m{constructor(t){if(super(t),t.type!==a.ATTRIBUTE||t.name!=="style"||t.strings?.length>2)throw Error("The `styleMap` directive must be used in the `style` attribute and must be the only part in the attribute.")}render(t){return Object.keys(t).reduce((s,r)=>{let e=t[r];return e==null?s:s+`${r=r.includes("-")?r:r.replace(/(?:^(webkit|moz|ms|o)|)(?=[A-Z])/g,"-$&").toLowerCase()}:${e};`},"")}update(t,[s]){let{style:r}=t.element;if(this.ft===void 0)return this.ft=new Set(Object.keys(s)),this.render(s);for(let e of this.ft)s[e]==null&&(this.ft.delete(e),e.includes("-")?r.removeProperty(e):r[e]=null);for(let e in s){let n=s[e];if(n!=null){this.ft.add(e);let o=typeof n=="string"&&n.endsWith(P);e.includes("-")||o?r.setProperty(e,o?n.slice(0,-11):n,o?R:""):r[e]=n}}return u}});i();i();var Q=f(class extends m{constructor(t){if(super(t),t.type!==a.PROPERTY&&t.type!==a.ATTRIBUTE&&t.type!==a.BOOLEAN_ATTRIBUTE)throw Error("The `live` directive is not allowed on child or event bindings");if(!w(t))throw Error("`live` bindings can only contain a single expression")}render(t){return t}update(t,[s]){if(s===u||s===E)return s;let r=t.element,e=t.name;if(t.type===a.PROPERTY){if(s===r[e])return u}else if(t.type===a.BOOLEAN_ATTRIBUTE){if(!!s===r.hasAttribute(e))return u}else if(t.type===a.ATTRIBUTE&&r.getAttribute(e)===s+"")return u;return S(t),s}});i();export{Y as a,_ as b,U as c,Q as d};
/*! Bundled license information:

lit-html/static.js:
lit-html/directives/live.js:
  (**
   * @license
   * Copyright 2020 Google LLC
   * SPDX-License-Identifier: BSD-3-Clause
   *)

lit-html/directives/style-map.js:
  (**
   * @license
   * Copyright 2018 Google LLC
   * SPDX-License-Identifier: BSD-3-Clause
   *)
*/
