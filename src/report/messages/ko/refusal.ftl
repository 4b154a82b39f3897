### 파일을 읽지 않는 까닭과 할 일.

refusal-empty = 파일이 비어 있습니다. 행이 있는 파일을 주십시오
refusal-encrypted-spreadsheet = 스프레드시트에 암호가 걸려 있습니다. Excel에서 암호를 지우고 저장하십시오
refusal-encrypted-zip = zip 파일에 암호가 걸려 있습니다. 압축을 풀어 그 안의 파일을 주십시오
refusal-several-followers = zip 파일에 파일이 { $count }개 있습니다. 팔로워가 든 { $file } 파일을 꺼내어 주십시오
refusal-several-none = zip 파일에 파일이 { $count }개 있으나 읽을 수 있는 자료가 없습니다. CSV, xlsx, JSON, Parquet 파일 하나를 주십시오
refusal-several = zip 파일에 파일이 { $count }개 있습니다. 프로필이 들었을 수 있는 파일: { $files }. 그 가운데 하나를 주십시오
refusal-several-more = zip 파일에 파일이 { $count }개 있습니다. 프로필이 들었을 수 있는 파일: { $files } 외 { $more }개. 그 가운데 하나를 주십시오
refusal-no-file = zip 파일 안에 파일이 없습니다. 파일 자체를 주십시오
refusal-unusual-zip = zip 파일에서 { $file } 파일을 꺼낼 수 없습니다. 압축을 풀어 그 파일을 주십시오
refusal-layers = 세 겹 넘게 압축되어 있습니다. 압축을 풀어 그 파일을 주십시오
refusal-no-table = 스프레드시트에 채워진 칸이 없습니다. 표가 있는 파일을 주십시오
refusal-short-cells = 스프레드시트의 칸이 읽을 수 없는 형식으로 저장되어 있습니다. Excel에서 열어 xlsx로 저장하십시오
refusal-no-sheet = { $sheet } 시트가 없습니다. 있는 시트: { $sheets }
refusal-same-columns = 열이 같은 표가 여러 시트에 있습니다: { $sheets }. 하나를 지정하거나(--sheet, sheet) 행을 한 시트로 모으십시오
refusal-no-spreadsheet = 스프레드시트가 아니어서 { $sheet } 시트가 없습니다. 시트를 지정하지 마십시오
refusal-too-many-columns = 시트의 열이 { $max }개를 넘습니다. CSV로 저장하십시오
refusal-too-many-cells = 시트의 칸이 { $max }개를 넘습니다. CSV로 저장하십시오
refusal-too-many-texts = 시트에 서로 다른 텍스트가 { $max }개를 넘습니다. CSV로 저장하십시오
refusal-read-io = 읽지 못했습니다: { $error }
refusal-read-sink = 프로필을 저장하지 못했습니다: { $error }
refusal-read-format = 읽을 수 있는 형식({ $expected })이 아닙니다: { $detail }
refusal-read-other = 읽을 수 있는 형식({ $expected })이 아닙니다. { RO($found) } 보입니다{ $records ->
    [0] {""}
   *[other] (기록 { $records }건)
}
refusal-read-bytes = 압축을 푼 크기가 { $max }바이트를 넘습니다. 파일을 나누거나 한도를 올리십시오
refusal-read-rows = 행이 { $max }개를 넘습니다. 파일을 나누거나 한도를 올리십시오
refusal-of-file = { $path }: { $why }
refusal-use-format = { $why }. { EUL($format) } 쓰십시오

## 읽지 않는 종류의 파일.

refusal-file-spss = SPSS 파일입니다. SPSS에서 CSV나 Excel로 저장하십시오
refusal-file-stata = Stata 파일입니다. Stata에서 export delimited using followers.csv로 CSV를 만드십시오
refusal-file-sas = SAS 파일입니다. SAS에서 DBMS=CSV로 PROC EXPORT를 실행해 CSV로 만드십시오
refusal-file-r = R 파일입니다. R에서 write.csv(data, "followers.csv", row.names = FALSE)로 CSV를 만드십시오
refusal-file-matlab = MATLAB 파일입니다. MATLAB에서 writetable(data, "followers.csv")로 CSV를 만드십시오
refusal-file-pdf = PDF입니다. 표 자체를 CSV나 xlsx로 주십시오
refusal-file-image = 그림 파일입니다. 표 자체를 CSV나 xlsx로 주십시오
refusal-file-media = 동영상이나 소리 파일입니다. 표 자체를 CSV나 xlsx로 주십시오
refusal-file-html-table = 이름과 달리 표가 든 웹 페이지입니다. Excel에서 열어 xlsx로 저장하십시오
refusal-file-download-page = Instagram이나 Facebook에서 내려받은 웹 페이지입니다. JSON 형식으로 다시 내려받으십시오
refusal-file-html = 로그인 화면 같은 웹 페이지입니다. 로그인한 상태에서 파일을 다시 내려받으십시오
refusal-file-spreadsheet-xml = Excel 2003의 XML입니다. Excel에서 열어 xlsx로 저장하십시오
refusal-file-xml = XML입니다. CSV, xlsx, JSON 가운데 하나로 바꾸십시오
refusal-file-sqlite = SQLite 데이터베이스입니다. sqlite3 -header -csv FILE "select * from TABLE"로 표를 CSV로 만드십시오
refusal-file-access = Access 데이터베이스입니다. Access에서 표를 xlsx나 CSV로 내보내십시오
refusal-file-text-document = 문서 파일입니다. 표를 스프레드시트에 옮겨 xlsx로 저장하십시오
refusal-file-hwp = 한글 문서(HWP)입니다. 표를 스프레드시트에 옮겨 xlsx로 저장하십시오
refusal-file-presentation = 발표 자료입니다. 표 자체를 CSV나 xlsx로 주십시오
refusal-file-message = 전자우편입니다. 첨부 파일을 저장해 그 파일을 주십시오
refusal-file-numbers = Numbers나 Keynote 파일입니다. Numbers에서 Excel이나 CSV로 내보내십시오
refusal-file-old-excel = Excel 4 이전의 스프레드시트입니다. Excel에서 열어 xlsx로 저장하십시오
refusal-file-pickle = Python pickle 파일입니다. Parquet나 CSV로 저장하십시오(pandas에서는 to_parquet)
refusal-file-numpy = NumPy 파일입니다. Parquet나 CSV로 저장하십시오(pandas에서는 to_parquet)
refusal-file-hdf = HDF5 파일입니다. Parquet나 CSV로 저장하십시오(pandas에서는 to_parquet)
refusal-file-arrow = Feather나 Arrow 파일입니다. Parquet나 CSV로 저장하십시오(pandas에서는 to_parquet)
refusal-file-orc = ORC 파일입니다. Parquet나 CSV로 저장하십시오(pandas에서는 to_parquet)
refusal-file-avro = Avro 파일입니다. Parquet나 CSV로 저장하십시오(pandas에서는 to_parquet)
refusal-file-encrypted-parquet = 암호화된 Parquet 파일입니다. 암호화하지 않고 저장하십시오
refusal-file-archive = 여기서 풀 수 없는 압축 파일입니다. 압축을 풀어 그 안의 파일을 주십시오
refusal-file-package = 프로그램이나 책이 든 zip 파일입니다. 표 자체를 CSV나 xlsx로 주십시오
refusal-file-property-list = 속성 목록(plist)입니다. 표 자체를 CSV나 xlsx로 주십시오
refusal-file-utf = UTF-32 텍스트입니다. UTF-8로 저장하십시오
refusal-file-binary = 텍스트도 아니고 알 수 있는 형식도 아닙니다. 표 자체를 CSV나 xlsx로 주십시오

## 행.

refusal-no-rows = 행이 없습니다. 한 사람이 한 행인 파일을 주십시오
refusal-nobody-accepted = { $n }행이 제외되고 남은 행이 없습니다. 행을 고치거나, 무엇으로 읽히는지 inspect 명령으로 확인하십시오
refusal-some-rejected = { $n }행이 제외되었습니다. 이 행 없이 계속하려면 --reject-all을 빼십시오
