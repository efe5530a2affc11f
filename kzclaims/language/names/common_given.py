"""Common given names in English texts, to recognise the people in a table whose names are written as keys."""

from kzclaims.language.names.folding import word_set

# In lower case, without accents, as such keys have them.
_NAMES = word_set(
    """
    aaron abby abigail adam adrian al alan albert alberto alec alejandro alex alexander alexandria alexei alfred ali
    alice alicia allan allen alyssa amanda amber amy ana andre andrea andres andrew andy angel angela angelina angie
    angus anita ann anna anne annette annie anthony antonio april ariana arlen arnold arthur ashley audrey austin
    ayanna barack barbara barney barry bart beau becky ben benjamin bennie bernard bernie bert beth betsy betty
    beverly bill billy blake blanche bob bobby bonnie boris brad bradley brandon brenda brendan brent brett brian
    bridget brittany brooke bruce bryan burt byron caitlyn calvin cameron candace carl carla carlos carly carmen
    carol caroline carolyn carrie casey cass catherine cathy cecilia cesar charlene charles charlie chelsea cheryl
    chester chris christian christie christina christine christopher chuck cindy claire clara clarence claude
    claudia clay clifford clint clyde cody colin colleen connie conor constance corey cory courtney craig cristina
    crystal curt curtis cynthia daisy dale damon dan dana daniel danielle danny darlene darrell darren dave david
    dawn dean deb debbie deborah debra denis denise dennis derek derrick diana diane dianne dick dina dolores
    dominic don donald donna doris dorothy doug douglas drew duncan dustin dwayne dwight dylan earl ed eddie edgar
    edith eduardo edward edwin eileen elaine eleanor elena eli elijah elise elissa elizabeth ellen elliot elon
    emanuel emil emily emma emmanuel eric erica erick erik erin ernest esther ethan eugene eva evan eve evelyn felix
    fernando florence floyd frances francis francisco frank franklin fred frederick gabby gabriel gail gary gavin
    gayle gene geoff geoffrey george gerald gilbert gina ginny gladys glen glenn gloria gordon grace graham greg
    gregg gregory gretchen guadalupe guillermo gus gwen hakeem hank hannah harold harriet harry harvey heather
    hector heidi helen henry herb herbert herman herschel hilary hillary holly howard hubert hugh hugo ian ilhan
    ines irene iris isaac isabel ivan ivanka jack jackie jacob jacqueline jaime jake james jamie jan jane janet
    janice jared jasmine jason javier jay jean jeanne jeb jeff jefferson jeffrey jen jenna jennifer jenny jeremy
    jerome jerry jesse jessica jesus jill jim jimmy jo joan joanna joanne jody joe joel joey john johnny jon
    jonathan jordan jorge jose joseph josh joshua juan juanita judith judy julia julian julie julio june justin
    kamala karen karl kate katharine katherine kathleen kathryn kathy katie kay kayleigh keith kellyanne ken kenneth
    kent kerry kevin kim kimberly kirk kirsten kris kristen kristi kristin kristina kurt kyle kyrsten lamar lance
    larry laura lauren laurie lawrence leah lee leo leon leonard leroy leslie lester lewis lillian linda lindsay
    lindsey lisa lloyd lois lorena lorraine louis louise lucas lucy luis luke luther lydia lyndon lynn mabel mack
    madeleine maggie marc marcia marco marcus margaret maria marian marianne marie marilyn mario marion marjorie
    mark marlene marsha marshall martha martin marty marvin mary matt matthew maureen maurice max maxine megan
    meghan mel melania melinda melissa melvin merrick michael michele michelle mick miguel mike mildred milton mindy
    miranda miriam mitch mitt molly monica morgan muriel myra nadia nancy naomi natalie natasha nathan neil nelson
    newt nicholas nick nicole nigel nikki nina noah noel nora norm norman oliver olivia olympia omar oprah orrin
    oscar otto owen pamela pat patricia patrick patsy patty paul paula pauline pedro peggy penny pete peter phil
    philip phillip phyllis pramila preston rachel rahm ralph ramon rand randall randy raphael rashida raul ray
    raymond rebecca reggie regina renee rex rhonda ricardo rich richard rick ricky rob robert roberta roberto robin
    rod rodney roger roland ron ronald ronna ronnie rosa rosalynn rose roy ruben rudy rupert russ russell ruth ryan
    sally sam samantha samuel sandra sandy sara sarah sasha saul scott sean sergio seth shane shannon sharon sheila
    shelley sherri sherrod sheryl shirley sidney sonia sonny sophia spencer stacey stan stanley stella stephanie
    stephen steve steven stuart sue susan susana suzanne sylvia tammy tara ted teresa terri terry thad theodore
    theresa thomas thom tiffany tim timothy tina todd tom tommy toni tony tracy travis trent trey trisha troy tucker
    tulsi tyler ursula val valerie vanessa vaughn vera vernon veronica vicki vicky victor victoria vince vincent
    virginia vivek vladimir volodymyr wade wallace walter wanda warren wayne wendy wesley wilbur wilfred will
    willard william willie wilson winston woodrow xavier yvette yvonne zach zachary zell zoe
    """
)


def is_common_given(word: str) -> bool:
    """Return True if a word in lower-case ASCII letters is a common given name."""
    return word in _NAMES
