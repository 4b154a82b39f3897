## 수의 표.

counts-bytes = 표가 32 MiB보다 큽니다. 하루나 한 주에 한 행을 주십시오
counts-utf8 = UTF-8 글자가 아닌 줄이 있습니다. 파일을 UTF-8로 저장하십시오
counts-cells = { $cells }칸. 머리글의 { $names }칸과 다른 행이 { $rows }행입니다
counts-totals-left-out = 합계 행을 뺐습니다: { $rows }행
counts-date-repeated = { EUN($date) } { $before }번째 줄의 날짜이기도 하고, 날짜를 되풀이하는 행이 { $rows }행입니다. 날짜마다 모든 수와 함께 한 번만 적으십시오
counts-no-dates = 머리글에 날짜의 열이 없습니다. 이름을 date로 하십시오{ $others ->
    [none] {""}
   *[other] . 알아보지 못한 열: { $others }
}
counts-no-counts = 머리글에 수의 열이 없습니다. 이름을 posts, followers, likes, replies, reposts, clicks 가운데 하나로 하십시오{ $others ->
    [none] {""}
   *[other] . 알아보지 못한 열: { $others }
}
counts-columns-left-out = 수가 아닌 열을 뺐습니다: { $names }
counts-names-and-more = { $names } 외 { $more }개
counts-no-control = 이 대조 계열의 이름을 가진 열이 없습니다. 머리글을 확인하십시오
counts-column-twice = 앞의 열과 같이 { $meaning }입니다. 하나만 두십시오
counts-title-skipped = 머리글 앞의 줄을 건너뛰었습니다: { $lines }줄
counts-cell = 받은 값: "{ $received }". 쓸 수 있는 값: { $accepted }{ $cells ->
    [one] {""}
   *[other] . 이 열의 { $cells }칸이 그렇습니다
}
