using System.Collections.Frozen;
using System.Text;

namespace CaseManagement.Api.Imports;

/// <summary>
/// How probable a letter is between its neighbours in the names of a language: what tells Gökçe from G÷kþe. Learnt from a few dozen frequent
/// names for each language, chosen for their letters beyond ASCII; more names make it surer, none has to be complete.
/// </summary>
internal sealed class NameLetters
{
    private const double Unknown = 1e-5;
    private const double ByNeighbour = 0.55, ByKind = 0.3;

    private readonly FrozenDictionary<char, double> letters;
    private readonly FrozenDictionary<(char, char), double> after;
    private readonly FrozenDictionary<(char, char), double> kinds;

    private NameLetters(params string[] names)
    {
        var words = names.SelectMany(line => line.Split(' ')).Select(name => $"^{name.ToLowerInvariant()}$").ToList();
        letters = Shares(words.SelectMany(word => word[1..]));
        after = Shares(words.SelectMany(word => word.Zip(word[1..])), pair => pair.First);
        kinds = Shares(words.SelectMany(word => word.Zip(word[1..], (before, letter) => (Kind(before), letter))), pair => pair.Item1);
    }

    /// <summary>The natural logarithm of the probability of a letter after one and before another; ^ and $ are the ends of a word.</summary>
    internal double Of(char before, char letter, char next) => Math.Log(Follows(before, letter)) + Math.Log(Follows(letter, next));

    private double Follows(char before, char letter)
    {
        var share = letters.GetValueOrDefault(letter, Unknown);
        return ByNeighbour * after.GetValueOrDefault((before, letter)) + ByKind * kinds.GetValueOrDefault((Kind(before), letter))
            + (1 - ByNeighbour - ByKind) * share + Unknown;
    }

    private static FrozenDictionary<T, double> Shares<T>(IEnumerable<T> found) where T : notnull => Shares(found, _ => 0);

    private static FrozenDictionary<T, double> Shares<T, TOf>(IEnumerable<T> found, Func<T, TOf> of) where T : notnull where TOf : notnull
    {
        var counts = found.CountBy(key => key).ToList();
        var sums = counts.GroupBy(pair => of(pair.Key)).ToDictionary(group => group.Key, group => (double)group.Sum(pair => pair.Value));
        return counts.ToFrozenDictionary(pair => pair.Key, pair => pair.Value / sums[of(pair.Key)]);
    }

    // Vowels and consonants take turns in every one of these languages.
    private static char Kind(char letter) => letter is '^' or '$' ? letter
        : "aeiouyıəаеєиіїоуыэюяё".Contains(letter.ToString().Normalize(NormalizationForm.FormD)[0], StringComparison.Ordinal) ? 'V' : 'C';

    private static readonly NameLetters German = new(
        "müller schäfer köhler krüger schröder jäger günther böhm häßler größl weiß groß strauß preuß bräuer kühn könig möller löffler übelhör änne",
        "bühler fröhlich götz hübner hänsel jürgen jörg björn günter käthe bärbel sören lütfi grünwald österle öztürk überall äcker ägidius öhler",
        "staatsangehörigkeit männlich weiblich geschäftszeichen großmutter großvater mündel lebensgefährte ungeklärt unterkünfte straße bestätigt",
        "gemäß für rücksprache schüler schülerin tür früher mühle höhe nähe größe hauptstraße schloßstraße ausländerbehörde ägypten türkei rußland",
        "fußgänger benötigt möchte können müssen ärztlich gefährdet familienangehörige volljährig minderjährig unbegleitet küche möbliert zugehörige");

    private static readonly NameLetters Romance = new(
        "rené andré hélène françois françoise jérôme noël zoé mélodie élodie ségolène irène geneviève cédric désiré aimé honoré théophile traoré",
        "konaté cissé béatrice céline stéphane sébastien grégoire adèle eugène josé maría martín lópez garcía hernández gonzález núñez muñoz peña",
        "sánchez jiménez ramírez rodríguez gutiérrez andrés jesús ramón joão gonçalves conceição antónio araújo magalhães simões inês luís lourenço",
        "niccolò d’angelo d’amico amadé koné soumaré kéïta diarrassouba côté benoît jérémie léa chloé anaïs loïc gaël joël raphaël michèle thérèse",
        "père frère marché début été déjà où là à gérard léopold maïmouna aïssatou aïcha mbappé châtelain lefèvre béguin dédé kouamé yaoundé");

    private static readonly NameLetters Albanian = new(
        "gëzim çlirim krasniqi besë shpëtim arbër përparim dëfrim rrezarta kadërolli çela hoxhë bekë lumë ndërmjet gjykë shqipë çoba çerkezi lulëzim");

    private static readonly NameLetters Nordic = new(
        "åse øystein sørensen jørgensen bjørn håkan åkesson østergaard kjær æbelø pålsson lindström sjöberg hägg märta günnar löfgren nygård bråthen");

    private static readonly NameLetters Turkish = new(
        "yılmaz şahin çelik yıldız yıldırım öztürk aydın özdemir arslan doğan kılıç aslan çetin kara koç kurt özkan şimşek polat özcan korkmaz çakır",
        "erdoğan yavuz can acar şen aktaş güler yalçın güneş bozkurt bulut keskin ünal turan gül özer işık kaplan avcı sarı tekin taş köse yüksel ateş",
        "aksoy coşkun gökçe gökhan gülşen ayşe fatoş hüseyin hatice ömer özgür ümit uğur çağla çiğdem yağmur tuğba tuğçe ışıl ilkay barış savaş nuriye",
        "ibrahim İsmail İrem şükrü şerife şeyma kadriye ağca ağaoğlu başaran beşikçi büşra doğukan eşref güçlü hoşgör kızıltan kırmızı müjde nağme oğuz",
        "öcal pınar rüştü sıla sümeyye taşkın türkmen uçar üzümcü yiğit zeynep demirtaş karadağ dağ dağlı demircioğlu berîvan rojîn şîrîn bêrîtan dêrsim",
        "altıntaş alkış kırık rıza rıdvan sıddık yasın nazlı hanım kadın altın fırat dicle mızrak kıymet gıyas yarkın balcı demirci ekşi kuş taşçı");

    private static readonly NameLetters Slavic = new(
        "kovačević petrović jovanović nikolić marković đorđević stojanović pavlović milošević ilić živković jović radić đukić ćosić čolić šarić žunić",
        "novák novotný dvořák černý procházka kučera veselý horák němec pokorný růžička beneš fiala sedláček doležal zeman kolář krejčí navrátil čermák",
        "tomáš jiří ondřej matěj lukáš věra zdeněk hašek šťastný bartoš ďurica ľubomír štefan žák němcová dvořáková černá mařík řehoř blažek čapek pšenička",
        "wałęsa łucja żak świątek wójcik wiśniewski kamiński zieliński szymański woźniak dąbrowski kozłowski jabłoński król wróbel stępień pawłowski",
        "michał łukasz paweł grażyna bożena małgorzata jędrzej władysław stanisław mirosław zdzisław jóźwiak głowacki gąsior maciąg kołodziej grzegorzewski",
        "šemsa hadžić mehmedović ramić bešlić čaušević kuč žarko ljubiša saša miloš uroš dušan đuro anđela anđelković tanasijević radivojević čedomir");

    private static readonly NameLetters Hungarian = new(
        "kovács szabó tóth horváth varga kiss nagy molnár németh farkas balogh papp takács juhász lakatos mészáros simon rácz fekete szűcs győrfi őze",
        "lászló józsef jános zoltán sándor ferenc tibor gábor andrás györgy erzsébet ágnes éva ildikó gyöngyi tünde tímea kósa dezső jenő ernő csörgő",
        "fülöp szőke bánfi krisztián ádám bálint csilla réka áron zsófia nándor lőrinc űrmös erdős kőszegi mező öreg");

    private static readonly NameLetters Romanian = new(
        "ionuţ mureşan constanţa ştefan ştefănescu ţăranu nicoleţa gheorghiţă viţă bălan bărbulescu rădulescu sârbu mihăilă pârvu înţelept păun",
        "cătălin cătălina mădălina răzvan florenţa dumitraşcu tănase lăcătuş măruţă drăgan ţepeş gîrbea crăciun ioniţă mărioara ileană");

    private static readonly NameLetters EastSlavic = new(
        "петренко шевченко коваленко бондаренко ткаченко кравченко олійник шевчук коваль поліщук мельник марченко савченко руденко мороз лисенко",
        "олена олександр наталія тетяна сергій андрій володимир ірина юлія оксана людмила микола василь іван михайло дмитро євген єлизавета їжак",
        "иванов смирнов кузнецов попов васильев петров соколов михайлов новиков фёдоров морозов волков алексеев лебедев семёнов егоров павлов козлов",
        "анна мария елена ольга татьяна ирина наталья светлана юлия екатерина алексей сергей андрей дмитрий николай владимир евгений юрий ґалаґан",
        "захарченко щербак цимбал чорновіл гончарук яценюк хоменко кириленко жук бойко юрченко эдуард фатима зульфия рамзан мовсар магомед");

    /// <summary>Languages whose names each family of code pages was made for.</summary>
    internal static readonly NameLetters[] Western = [German, Romance, Albanian, Nordic],
        WithTurkish = [German, Romance, Turkish], Central = [German, Slavic, Hungarian, Romanian, Albanian], Cyrillic = [EastSlavic];
}
