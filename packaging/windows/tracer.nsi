; The set-up for Windows, made by packaging/build.py:
;   makensis -DVERSION=0.1.0 -DPAYLOAD=dist\tracer -DICON=build\icons\tracer.ico -DOUT=dist\Tracer-0.1.0-Setup.exe tracer.nsi
; For one user, without an administrator's rights. Silent: Tracer-0.1.0-Setup.exe /S [/D=C:\where to], and
; uninstall.exe /S, which keeps the workspace. Exit codes: 0 done, 1 cancelled, 2 Tracer is open.
; The set-up itself is a 32-bit program, as NSIS for Windows makes no other; -DTARGET=amd64-unicode makes Debian's NSIS
; write a 64-bit one, for a wine that knows no other.
!ifdef TARGET
  Target ${TARGET}
!endif
Unicode true
SetCompressor /SOLID lzma
SetCompressorDictSize 64

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"

!define WINDOW "tracer-desktop.exe"
!define CONSOLE "tracer.exe"
!define OURS "Software\Tracer"
!define CLASSES "Software\Classes"
!define MODEL "Tracer.Model"
!define TABLE "Tracer.Table"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Tracer"
!define APP_PATHS "Software\Microsoft\Windows\CurrentVersion\App Paths"
; Where the program keeps its runs unless it was told another place (tracer_engine/places.py).
!define WORKSPACE "$LOCALAPPDATA\tracer"

Name "Tracer ${VERSION}"
OutFile "${OUT}"
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS Win10
InstallDir "$LOCALAPPDATA\Programs\Tracer"
InstallDirRegKey HKCU "${OURS}" "InstallDir"
BrandingText "Tracer ${VERSION}"
VIProductVersion "${VERSION}.0"
VIFileVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Tracer"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "Tracer set-up"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "CompanyName" "The Tracer authors"
VIAddVersionKey "LegalCopyright" "The Tracer authors, Apache-2.0"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\${WINDOW}"
!define MUI_FINISHPAGE_RUN_TEXT "Open Tracer"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

!ifdef SIGN
  !uninstfinalize '${SIGN} "%1"'
!endif

; A program that runs holds its file: then nothing is touched.
!macro WAIT_UNTIL_CLOSED NAME
  ${Do}
    ${IfNot} ${FileExists} "$INSTDIR\${NAME}"
      ${Break}
    ${EndIf}
    ClearErrors
    FileOpen $0 "$INSTDIR\${NAME}" a
    ${IfNot} ${Errors}
      FileClose $0
      ${Break}
    ${EndIf}
    ${If} ${Cmd} `MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "Tracer is open. Close it, then press Retry." /SD IDCANCEL IDCANCEL`
      SetErrorLevel 2
      Quit
    ${EndIf}
  ${Loop}
!macroend

!macro REMOVE_PROGRAM
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\${WINDOW}"
  Delete "$INSTDIR\${CONSOLE}"
!macroend

!macro TELL_THE_SHELL
  ; SHCNE_ASSOCCHANGED: icons and "Open with" are read anew.
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend

!macro OPEN_WITH EXTENSION
  WriteRegStr HKCU "${CLASSES}\Applications\${WINDOW}\SupportedTypes" "${EXTENSION}" ""
  WriteRegStr HKCU "${CLASSES}\${EXTENSION}\OpenWithProgids" "${TABLE}" ""
!macroend

!macro NOT_OPEN_WITH EXTENSION
  DeleteRegValue HKCU "${CLASSES}\${EXTENSION}\OpenWithProgids" "${TABLE}"
  DeleteRegKey /ifempty HKCU "${CLASSES}\${EXTENSION}\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "${CLASSES}\${EXTENSION}"
!macroend

!macro FILE_CLASS KEY WORDS
  WriteRegStr HKCU "${CLASSES}\${KEY}" "" "${WORDS}"
  WriteRegStr HKCU "${CLASSES}\${KEY}\DefaultIcon" "" "$INSTDIR\${WINDOW},0"
  WriteRegStr HKCU "${CLASSES}\${KEY}\shell\open\command" "" '"$INSTDIR\${WINDOW}" "%1"'
!macroend

Section "Tracer"
  !insertmacro WAIT_UNTIL_CLOSED "${WINDOW}"
  !insertmacro WAIT_UNTIL_CLOSED "${CONSOLE}"
  ; An upgrade leaves no library of the older version behind; what the user made lies elsewhere.
  !insertmacro REMOVE_PROGRAM
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}/*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortCut "$SMPROGRAMS\Tracer.lnk" "$INSTDIR\${WINDOW}" "" "" "" "" "" "Who will leave, how sure, and why"

  WriteRegStr HKCU "${OURS}" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "Tracer"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "The Tracer authors"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${WINDOW}"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" "$0"
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  WriteRegStr HKCU "${APP_PATHS}\${WINDOW}" "" "$INSTDIR\${WINDOW}"
  WriteRegStr HKCU "${APP_PATHS}\${CONSOLE}" "" "$INSTDIR\${CONSOLE}"

  ; Models are ours; tables stay with whatever opens them, and have us under "Open with".
  !insertmacro FILE_CLASS "${MODEL}" "Tracer model"
  !insertmacro FILE_CLASS "${TABLE}" "Table"
  WriteRegStr HKCU "${CLASSES}\.tracer" "" "${MODEL}"
  WriteRegStr HKCU "${CLASSES}\Applications\${WINDOW}" "FriendlyAppName" "Tracer"
  WriteRegStr HKCU "${CLASSES}\Applications\${WINDOW}\shell\open\command" "" '"$INSTDIR\${WINDOW}" "%1"'
  !insertmacro OPEN_WITH ".csv"
  !insertmacro OPEN_WITH ".tsv"
  !insertmacro OPEN_WITH ".xlsx"
  !insertmacro OPEN_WITH ".parquet"
  !insertmacro TELL_THE_SHELL
SectionEnd

Section "Uninstall"
  !insertmacro WAIT_UNTIL_CLOSED "${WINDOW}"
  !insertmacro WAIT_UNTIL_CLOSED "${CONSOLE}"
  !insertmacro REMOVE_PROGRAM
  Delete "$INSTDIR\uninstall.exe"
  ; Only when it is empty: a folder may hold what is not ours.
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Tracer.lnk"

  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "${OURS}"
  DeleteRegKey HKCU "${APP_PATHS}\${WINDOW}"
  DeleteRegKey HKCU "${APP_PATHS}\${CONSOLE}"
  DeleteRegKey HKCU "${CLASSES}\${MODEL}"
  DeleteRegKey HKCU "${CLASSES}\${TABLE}"
  DeleteRegKey HKCU "${CLASSES}\Applications\${WINDOW}"
  ReadRegStr $0 HKCU "${CLASSES}\.tracer" ""
  ${If} $0 == "${MODEL}"
    DeleteRegValue HKCU "${CLASSES}\.tracer" ""
  ${EndIf}
  DeleteRegKey /ifempty HKCU "${CLASSES}\.tracer"
  !insertmacro NOT_OPEN_WITH ".csv"
  !insertmacro NOT_OPEN_WITH ".tsv"
  !insertmacro NOT_OPEN_WITH ".xlsx"
  !insertmacro NOT_OPEN_WITH ".parquet"
  !insertmacro TELL_THE_SHELL

  ${If} ${FileExists} "${WORKSPACE}\runs\*.*"
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "Your runs, models and reports are in$\r$\n${WORKSPACE}$\r$\n$\r$\nDelete them as well? This cannot be undone." /SD IDNO IDNO keep
    RMDir /r "${WORKSPACE}"
    keep:
  ${EndIf}
SectionEnd
