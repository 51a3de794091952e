# sign.ps1 FILE: signs a program with the certificate that TRACER_CERTIFICATE names, with a time stamp.
param([Parameter(Mandatory)][string]$File)
$ErrorActionPreference = "Stop"
$kits = "${env:ProgramFiles(x86)}\Windows Kits\10\bin\*\x64\signtool.exe"
$signtool = Get-ChildItem $kits | Sort-Object FullName | Select-Object -Last 1
& $signtool.FullName sign /fd SHA256 /f $env:TRACER_CERTIFICATE /p $env:TRACER_CERTIFICATE_PASSWORD `
    /d Tracer /tr http://timestamp.digicert.com /td SHA256 $File
exit $LASTEXITCODE
