"""Passages beside their texts: alterations that must not be accepted, and variants that must be.

They were written for this file, in Russian, English, Ukrainian, Kazakh and
German. While rules are worked on, only those with
an even index are looked at; the others measure.
"""

from typing import NamedTuple


class Example(NamedTuple):
    kind: str
    text: str
    passage: str


ALTERATIONS = [
    Example(kind, text, passage)
    for kind, pairs in {
        "ellipsis across a quotation mark": [
            (
                "«Мы построим мост», – говорится в письме. «Порт закроют», – пишут жители.",
                "Мы построим мост … Порт закроют",
            ),
            (
                "“We will open the line,” the letter says. “It may take years,” the rival firm fears.",
                "We will open the line … It may take years",
            ),
            (
                'Мэр обещал: "Школа откроется осенью". В ответ раздалось: "Это пустые слова".',
                "Школа откроется осенью … Это пустые слова",
            ),
            (
                "Вона написала: „Ми підтримуємо реформу“. Опоненти тішаться: „Закон слід скасувати“.",
                "Ми підтримуємо реформу … Закон слід скасувати",
            ),
            (
                "Хатта: «Жаңа жол салынады». Тұрғындар: «Көпір жабылуы керек».",
                "Жаңа жол салынады … Көпір жабылуы керек",
            ),
            (
                "The bank called the loan “safe and well secured” and critics fear “a total loss of funds”.",
                "safe and well secured … a total loss of funds",
            ),
            (
                "Он назвал проект «выгодным для всех» и услышал в зале: «Долой министра отсюда».",
                "выгодным для всех … Долой министра отсюда",
            ),
            (
                "'We trust the court,' the banner read. 'Free the prisoners,' the crowd chanted.",
                "We trust the court … Free the prisoners",
            ),
        ],
        "ellipsis across a paragraph": [
            (
                "Завод расширит выпуск стали.\n\nВ соседней области цех закрывают до лета.",
                "Завод расширит выпуск стали … закрывают до лета",
            ),
            (
                "The river port will grow.\n\nElsewhere the old harbour is being sold.",
                "The river port will grow … is being sold",
            ),
            (
                "Уряд збільшить видатки на школи.\r\n\r\nЛікарні тим часом скорочують персонал.",
                "Уряд збільшить видатки … скорочують персонал",
            ),
            (
                "Үкімет жаңа мектеп салады.\n\nКөрші ауылда кітапхана сатылып кетті.",
                "Үкімет жаңа мектеп салады … сатылып кетті",
            ),
            (
                "Акимат отремонтирует дороги.\nЖители Аксая пьют привозную воду из цистерн.",
                "Акимат отремонтирует дороги … привозную воду из цистерн",
            ),
            (
                "Farmers will get cheap loans.\nTraders in the capital pay record prices for grain.",
                "Farmers will get cheap loans … record prices for grain",
            ),
        ],
        "ellipsis over another attribution": [
            (
                "Проект выгоден всем, сказала Петрова. Иванов утверждает, что стройка опасна для реки.",
                "Проект выгоден всем … стройка опасна для реки",
            ),
            (
                "The tax will fall, said Grey. According to Marsh, hospitals will close in spring.",
                "The tax will fall … hospitals will close in spring",
            ),
            (
                "Ціни знизяться, запевняє Коваль. За словами Бондаря, пенсії теж скоротять.",
                "Ціни знизяться … пенсії теж скоротять",
            ),
            ("Баға төмендейді, деді Әлиев. Серікұлының айтуынша, зауыт жабылады.", "Баға төмендейді … зауыт жабылады"),
            (
                "Дорогу сдадут летом, заявил аким. Подрядчик считает, что работы сорваны.",
                "Дорогу сдадут летом … работы сорваны",
            ),
            (
                "The plan is sound, Dr Hale wrote. Others told reporters the dam leaks badly.",
                "The plan is sound … the dam leaks badly",
            ),
            (
                "Тарифы вырастут, по словам Сергеева. По мнению экспертов, доходы упадут сильно.",
                "Тарифы вырастут … доходы упадут сильно",
            ),
            (
                "Експорт зросте, вважає міністр. Фермери повідомили, що врожай загинув.",
                "Експорт зросте … врожай загинув",
            ),
        ],
        "ellipsis over a negation": [
            (
                "Мы готовы помогать соседям, но никогда не признаем этих границ официально.",
                "Мы готовы помогать соседям … признаем этих границ",
            ),
            (
                "The company will, under no circumstances, sell the mine to foreigners.",
                "The company will … sell the mine",
            ),
            (
                "Ми будемо, хоч це й неможливо сьогодні, підтримувати цей договір.",
                "Ми будемо … підтримувати цей договір",
            ),
            ("Біз бұл жобаны ешқашан қолдаған жоқпыз және қолдаймыз деу қате.", "Біз бұл жобаны … қолдаймыз деу"),
            (
                "Министр поддержал закон, вряд ли понимая последствия, и подписал договор.",
                "Министр поддержал закон … и подписал договор",
            ),
            (
                "Workers can hardly ever, in practice, refuse overtime at this plant.",
                "Workers can … refuse overtime at this plant",
            ),
            ("Суд признал его виновным без единого доказательства и осудил.", "Суд признал его виновным … и осудил"),
            (
                "The council voted without reading it to approve the budget.",
                "The council voted … to approve the budget",
            ),
            ("Вони можуть, якщо не зміняться умови, підписати угоду восени.", "Вони можуть … підписати угоду восени"),
            ("Олар қатыспайды деп шешті де, жиынға өкіл жіберді.", "Олар … жиынға өкіл жіберді"),
            (
                "We support neither the ban nor, as some hoped, the new customs duty.",
                "We support … the new customs duty",
            ),
            (
                "Губернатор отказался комментировать и подтвердил визит делегации.",
                "Губернатор … подтвердил визит делегации",
            ),
        ],
        "ellipsis over a number": [
            ("Инфляция выросла за год с 5 до 7 процентов.", "Инфляция выросла … 7 процентов"),
            ("The fine rose from 40 to 90 dollars this year.", "The fine rose … 90 dollars"),
            ("Населення скоротилося з 12 до 10 тисяч осіб.", "Населення скоротилося … тисяч осіб"),
            ("Өндіріс 3 пайыздан 9 пайызға дейін артты.", "Өндіріс … пайызға дейін артты"),
            ("Зарплаты увеличили с двухсот до трёхсот тысяч тенге.", "Зарплаты увеличили … тысяч тенге"),
            ("Prices went up by twenty percent to record levels in May.", "Prices went up … to record levels"),
            ("Кількість шкіл зросла вдвічі порівняно з минулим роком.", "Кількість шкіл зросла … з минулим роком"),
            ("Тариф үш есе қымбаттап, тұрғындар наразы болды.", "Тариф … тұрғындар наразы болды"),
            ("Добыча снизилась на 1,5 млн тонн по сравнению с планом.", "Добыча снизилась … по сравнению с планом"),
            (
                "Over a thousand workers, half of the staff, signed the letter.",
                "Over a thousand workers … signed the letter",
            ),
        ],
        "negation outside the fragment": [
            ("Нельзя допускать иностранцев к выборам.", "допускать иностранцев к выборам"),
            ("Вряд ли Астана вступит в этот союз.", "Астана вступит в этот союз"),
            ("Едва ли суд отменит приговор.", "суд отменит приговор"),
            ("Мы отказываемся продавать газ соседям.", "продавать газ соседям"),
            ("Он ушёл без поддержки партии.", "поддержки партии"),
            ("Правительство не собирается повышать налоги.", "повышать налоги"),
            ("We refuse to recognise the new border.", "recognise the new border"),
            ("Neither party accepted the offer.", "party accepted the offer"),
            ("The city can neither pay nor build the stadium.", "build the stadium"),
            ("They could hardly afford the repairs.", "afford the repairs"),
            ("He barely mentioned the victims.", "mentioned the victims"),
            ("Investors scarcely trust the ministry.", "trust the ministry"),
            ("The law passed without a public debate.", "a public debate"),
            ("The firm denied that it had dumped waste.", "it had dumped waste"),
            ("No minister supports the strike.", "supports the strike"),
            ("The army failed to hold the bridge.", "hold the bridge"),
            ("Навряд чи парламент ухвалить закон.", "парламент ухвалить закон"),
            ("Ми відмовляємося визнавати ці вибори.", "визнавати ці вибори"),
            ("Неможливо повернути ці гроші.", "повернути ці гроші"),
            ("Жоден депутат підтримати закон наважився.", "підтримати закон"),
            ("Він поїхав без охорони.", "охорони"),
            ("Біз бұл келісімге қол қоймаймыз, оны қолдаған жоқпыз.", "оны қолдаған"),
            ("Шекараны жабуға болмайды.", "Шекараны жабуға"),
            ("Бұл ақпарат рас емес.", "Бұл ақпарат рас"),
            ("Біз салықты көтеруден бас тарттық.", "салықты көтеруден"),
            ("Закрывать границу нельзя.", "Закрывать границу"),
            ("Министр не считает, что страна готова к войне.", "страна готова к войне"),
            ("I don't think the bridge will last.", "the bridge will last"),
            ("Instead of raising wages the owner left.", "raising wages"),
            ("Вместо помощи беженцам им дали листовки.", "помощи беженцам"),
            ("Ніколи більше ми підпишемо такий договір.", "ми підпишемо такий договір"),
            ("It is not true that we sold the land.", "we sold the land"),
            ("Суд запретил проводить митинг.", "проводить митинг"),
            ("She is unlikely to win the seat.", "win the seat"),
        ],
        "question as a statement": [
            ("Неясно, порт продадут ли в мае.", "порт продадут"),
            ("Разве мы готовы к войне?", "мы готовы к войне"),
            ("Кто сказал, что мост построят?", "мост построят"),
            ("Will the president sign it? Nobody knows.", "the president sign it"),
            ("Did the mayor take bribes, as they say, from builders?", "the mayor take bribes"),
            ("Хіба ми продали завод?", "ми продали завод"),
            ("Біз шекараны жабамыз ба? Белгісіз.", "Біз шекараны жабамыз ба"),
            ("Мы закроем границу, если сосед попросит?", "Мы закроем границу"),
            ("«Налоги повысят?» – спросили из зала.", "Налоги повысят"),
            ("“You sold the port?” she asked.", "You sold the port."),
            ("Уряд піде у відставку? Так вирішать збори.", "Уряд піде у відставку."),
            ("Is the water safe to drink? The lab is silent.", "the water safe to drink"),
            ("Мы построим дорогу, а кто заплатит? Мост готов.", "Мы построим дорогу … Мост готов"),
        ],
        "more negations outside the fragment": [
            ("Мы против продажи порта.", "продажи порта"),
            ("Никто не обещал углубить гавань весной.", "углубить гавань весной"),
            ("Boats were banned from entering the harbour.", "entering the harbour"),
            ("They cannot afford to lose the harbour.", "lose the harbour"),
            ("The council ruled out selling the harbour.", "selling the harbour"),
            ("Ми не маємо наміру закривати порт.", "закривати порт"),
            ("Министр отверг обвинения в краже зерна.", "обвинения в краже зерна"),
            ("Мало кто верит в новый мост.", "верит в новый мост"),
            ("Нам незачем закрывать школу.", "закрывать школу"),
            ("Ревизоры не нашли доказательств того, что аким украл зерно.", "аким украл зерно"),
            ("The council rejected claims that the mayor stole grain.", "the mayor stole grain"),
            ("It isn't the case that we sold the harbour.", "we sold the harbour"),
            ("We have yet to open the harbour.", "open the harbour"),
            ("The bridge is too old to carry trains.", "carry trains"),
            ("Kein Bürger unterstützt den Hafen.", "unterstützt den Hafen"),
            ("Niemand glaubt, dass der Hafen schließt.", "der Hafen schließt"),
            ("Er ging ohne seinen Koffer.", "seinen Koffer"),
            ("Мэр якобы продал старый порт.", "продал старый порт"),
        ],
        "a negation behind the fragment": [
            ("Порт достроен не будет.", "Порт достроен"),
            ("Мы продавать порт не станем.", "Мы продавать порт"),
            ("Доказательств кражи у ревизоров нет.", "Доказательств кражи"),
            ("Wir verkaufen den Hafen nicht.", "Wir verkaufen den Hafen"),
            ("We will sell the harbour never.", "We will sell the harbour"),
        ],
        "a doubt or condition left out": [
            ("Только совет может продать порт.", "Совет может продать порт"),
            ("Если порт продадут, рыбаки уедут.", "порт продадут"),
            ("Если будет лёд, порт закроют.", "порт закроют"),
            ("Allegedly the mayor sold the harbour.", "the mayor sold the harbour"),
            ("Старый порт, возможно, продадут этой осенью.", "Старый порт … продадут этой осенью"),
            ("The old mayor allegedly sold the harbour.", "The old mayor … sold the harbour"),
            ("Наш порт продадут, если совет согласится, этой осенью.", "Наш порт продадут … этой осенью"),
            ("Our team could have won the cup.", "Our team … won the cup"),
            ("Наша команда почти выиграла кубок.", "Наша команда … выиграла кубок"),
            ("Der alte Hafen wird vielleicht im Mai verkauft.", "Der alte Hafen … im Mai verkauft"),
        ],
        "more attributions left out": [
            ("Порт откроют вновь, убеждён Сериков, в мае.", "Порт откроют вновь … в мае"),
            ("The old harbour, Hill predicted, will close soon.", "The old harbour … will close soon"),
            ("Der Hafen wird, sagte Vogt, im Mai geöffnet.", "Der Hafen wird … im Mai geöffnet"),
            ("– Порт мы откроем, – Сериков кивнул. – Школу закроем.", "Порт мы откроем … Школу закроем"),
        ],
        "number without its unit or sign": [
            ("Площадь порта – 10 м² без причала.", "Площадь порта – 10 м"),
            ("Доля города – 40 процентов акций.", "Доля города – 40"),
            ("The loan was 7 million euros.", "The loan was 7"),
            ("Билет стоит 40 евро.", "Билет стоит 40"),
            ("Ночью было минус 30 градусов.", "30 градусов"),
            ("(Не)годные вагоны вернули.", "годные вагоны вернули"),
        ],
        "words changed": [
            ("Россия поддержала эту резолюцию в ООН.", "Россия поддержала ту резолюцию в ООН"),
            ("The deputy minister resigned on Monday.", "The minister resigned on Monday"),
            ("Нових доріг збудують менше.", "Новых дорог збудують менше"),
            ("ДОРОГУ ОТКРОЮТ В МАЕ", "Дорогу закроют в мае"),
            ("WHO says the water is safe here.", "who says the water is safe here"),
            ("The re-sign of the player was a shock.", "The resign of the player was a shock"),
            ("Открыли за́мок для туристов.", "Открыли замо́к для туристов"),
            ("He owns 12 000 shares.", "He owns 12 shares"),
            ("Ол жаңа заңды қолдады.", "Ол жаңа заңды қолдамады"),
            ("[The mayor] will resign, he said.", "[T]he major will resign"),
        ],
    }.items()
    for text, passage in pairs
]

VARIANTS = [
    Example(kind, text, passage)
    for kind, pairs in {
        "ligatures": [
            ("The ﬁnal oﬃce ﬂooded.", "The final office flooded"),
            ("A ﬁerce aﬀair in the suﬀering ﬂeet", "A fierce affair in the suffering fleet"),
            ("The ﬁrst draft", "first draft"),
            ("The final waﬄe", "The ﬁnal waffle"),
            ("The traﬃc eﬀect is diﬃcult to deﬁne.", "traffic effect is difficult to define"),
        ],
        "divided words": [
            ("Прави-\nтельство одобри-\nло бюджет.", "Правительство одобрило бюджет"),
            ("The govern-\r\nment approved the bud-\r\nget.", "The government approved the budget"),
            ("Уряд ухва-\nлив рішення.", "Уряд ухвалив рішення"),
            ("Үкімет шешім қабыл-\nдады.", "Үкімет шешім қабылдады"),
            ("Бывший экс-\nминистр вернулся.", "Бывший экс-министр вернулся"),
            ("Поезд Алма-\nАта – Москва", "Поезд Алма-Ата – Москва"),
            ("A well-\nknown econo-\nmist resigned.", "A well-known economist resigned"),
            ("THE GOVERN-\nMENT WILL PAY", "THE GOVERNMENT WILL PAY"),
            ("Мини\u00ad\nстерство", "Министерство"),
            ("The ex-\n  change rate", "The exchange rate"),
        ],
        "footnote marks": [
            ("Порт открыт[1] для лодок.", "Порт открыт для лодок"),
            ("The harbour[12] is open.[13]", "The harbour is open."),
            ("Порт открыт к маю¹.", "Порт открыт к маю"),
            ("Компания Laputa* признана вредной", "Компания Laputa признана вредной"),
            ("Порт открыт[1] вновь[2] для всех больших лодок.", "Порт открыт … больших лодок"),
        ],
        "quotation marks": [
            ("Le port «\u00a0est ouvert\u00a0» à tous", 'Le port "est ouvert" à tous'),
            ("The port was 〝open〞 to all", 'The port was "open" to all'),
        ],
        "stress marks": [
            ("Он мо́жет вернуться.", "Он может вернуться"),
            ("Старый замок стои́т.", "Старый замок стоит"),
            ("Он может вернуться.", "Он мо́жет вернуться"),
            ("Ми не зна́ємо цього.", "Ми не знаємо цього"),
            ("Бо́льшая часть дороги гото́ва.", "Большая часть дороги готова"),
            ("Его́ сёстры уже́ до́ма.", "Его сестры уже дома"),
        ],
        "brackets around a letter": [
            ("He added that the plan is ready.", "[T]he plan is ready"),
            ("The plan is ready, he added.", "[t]he plan is ready"),
            ("Он сказал, что дорога готова.", "[Д]орога готова"),
            ("Roads are open and the bridges are safe to use now.", "Roads are open … [T]he bridges are safe"),
            ("Вона вважає, що закон діє.", "[З]акон діє"),
            ("Ол жол дайын деп айтты.", "[Ж]ол дайын"),
        ],
        "apostrophes": [
            ("П′ять об′єктів", "П'ять об’єктів"),
            ("It isn′t over.", "It isn't over"),
            ("п’ятнадцять років", "пʼятнадцять років"),
            ("We´re ready", "We’re ready"),
            ("Lʹviv is open", "L'viv is open"),
            ("зв`язок відновили", "зв’язок відновили"),
        ],
        "capitals": [
            ("THE BRIDGE WILL OPEN IN MAY", "The bridge will open in May"),
            ("МОСТ ОТКРОЮТ В МАЕ", "Мост откроют в мае"),
            ("Мост откроют в мае", "МОСТ ОТКРОЮТ В МАЕ"),
            ("THE OLD BRIDGE will open in May, officials hope.", "The old bridge will open in May"),
            ("МІСТ ВІДКРИЮТЬ У ТРАВНІ", "Міст відкриють у травні"),
            ("КӨПІР МАМЫРДА АШЫЛАДЫ", "Көпір мамырда ашылады"),
            ("ДОРОГУ НЕ ЗАКРОЮТ", "Дорогу не закроют"),
        ],
        "numbers": [
            ("Собрали 12\u2009000 тонн", "Собрали 12 000 тонн"),
            ("Собрали 12\u202f000 тонн", "Собрали 12000 тонн"),
            ("It cost 1\u2009250\u2009000 euros", "It cost 1 250 000 euros"),
            ("Число 3,141\u2009592\u200965", "Число 3,14159265"),
            ("Рост на 5\u2009%", "Рост на 5%"),
            ("Від 10\u2009–\u200915 тонн", "Від 10–15 тонн"),
            ("Бюджет 25\u200a000 теңге", "Бюджет 25 000 теңге"),
        ],
        "typography": [
            ("«Всё решено», – сказал он.", '"Все решено", - сказал он'),
            ("The plan—as ever—failed.", "The plan — as ever — failed"),
            ("Слово\u00a0за\u00a0слово", "Слово за слово"),
            ("Ми готові… майже", "Ми готові... майже"),
            ("Бұл – «шешім»", "Бұл — “шешім”"),
            ("Да\u200bта встречи", "Дата встречи"),
            ("“Ready,” he said", "‘Ready,’ he said"),
            ("Ещё раз:  мы готовы", "еще раз: мы готовы"),
        ],
        "honest ellipsis": [
            ("Мэр, который обещал открыть порт, уехал из города.", "Мэр, который … уехал из города"),
            ("The new mayor, a hopeful young man, left the town.", "The new mayor … left the town"),
            ("Мы построим новую большую школу в этом районе.", "Мы построим … школу в этом районе"),
            ("The old stone bridge over the river will open soon.", "The old stone bridge … will open soon"),
            ("Уряд підтримає малі й середні підприємства регіону.", "Уряд підтримає … підприємства регіону"),
            ("Үкімет биыл жаңа заманауи мектептер салады деп күтілуде.", "Үкімет биыл […] мектептер салады"),
            ("Он назвал проект «Север» важным и обещал быстро его закончить.", "Он назвал проект […] и обещал быстро"),
            (
                "We will open the line,\nwhich crosses the wide valley, for all trains.",
                "We will open the line … for all trains",
            ),
            ("Министр поблагодарил всех строителей моста за работу.", "Министр поблагодарил (...) за работу"),
            ("Это решение. Оно далось тяжело. Мы гордимся им по праву.", "Это решение … Мы гордимся им"),
        ],
        "fragments": [
            ("Мы не сомневаемся, что порт откроют.", "порт откроют"),
            ("Without a doubt the harbour is open.", "the harbour is open"),
            ("It is no secret that the harbour is open.", "the harbour is open"),
            ("Старый порт открыт не только для лодок.", "Старый порт открыт"),
            ("A few people in town own boats.", "people in town own boats"),
            ("Порт откроют и долгов нет.", "Порт откроют"),
            ("Санкции против Лапутии вырастут.", "Лапутии вырастут"),
            ("Ohne Zweifel ist der Hafen offen.", "der Hafen offen"),
            ("Нет, мы готовы помогать соседям.", "мы готовы помогать соседям"),
            ("Не спрашивали, и мосты открыты.", "мосты открыты"),
            ("No, the road is open to lorries.", "the road is open to lorries"),
            ("He did not come, but the minister signed.", "the minister signed"),
            ("Он уехал без охраны. Мосты открыты для всех.", "Мосты открыты для всех"),
            ("Хто це? Ми відкриємо школу.", "Ми відкриємо школу"),
            ("Бұл рас емес. Жол ашық.", "Жол ашық"),
            ("Мост откроют. А что дальше?", "Мост откроют"),
            ("Who knows? The bridge is open to all.", "The bridge is open to all"),
            ("Министр заявил о готовности и спросил: «Что дальше?»", "Министр заявил о готовности"),
            ("Казахстан не спешит помогать.", "Казахстан"),
            ("There is no doubt the bridge will open.", "the bridge will open"),
            ("Город Алматы растёт быстро.", "Город"),
            ("Победы ждут, и дороги чинят.", "дороги чинят"),
        ],
    }.items()
    for text, passage in pairs
]
