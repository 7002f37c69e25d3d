"""Names of US states and of countries as job adverts write them, to USPS and ISO 3166-1 codes."""

STATES = {
    "alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR", "california": "CA", "colorado": "CO",
    "connecticut": "CT", "delaware": "DE", "district of columbia": "DC", "florida": "FL", "georgia": "GA",
    "hawaii": "HI", "idaho": "ID", "illinois": "IL", "indiana": "IN", "iowa": "IA", "kansas": "KS", "kentucky": "KY",
    "louisiana": "LA", "maine": "ME", "maryland": "MD", "massachusetts": "MA", "michigan": "MI", "minnesota": "MN",
    "mississippi": "MS", "missouri": "MO", "montana": "MT", "nebraska": "NE", "nevada": "NV", "new hampshire": "NH",
    "new jersey": "NJ", "new mexico": "NM", "new york": "NY", "north carolina": "NC", "north dakota": "ND",
    "ohio": "OH", "oklahoma": "OK", "oregon": "OR", "pennsylvania": "PA", "rhode island": "RI", "south carolina": "SC",
    "south dakota": "SD", "tennessee": "TN", "texas": "TX", "utah": "UT", "vermont": "VT", "virginia": "VA",
    "washington": "WA", "washington state": "WA", "west virginia": "WV", "wisconsin": "WI", "wyoming": "WY",
    "american samoa": "AS", "guam": "GU", "northern mariana islands": "MP", "puerto rico": "PR",
    "us virgin islands": "VI", "virgin islands": "VI",
}  # fmt: skip
STATE_CODES = frozenset(STATES.values())

COUNTRIES = {
    "albania": "AL", "algeria": "DZ", "andorra": "AD", "angola": "AO", "argentina": "AR", "armenia": "AM",
    "australia": "AU", "austria": "AT", "azerbaijan": "AZ", "bahamas": "BS", "bahrain": "BH", "bangladesh": "BD",
    "barbados": "BB", "belarus": "BY", "belgium": "BE", "belize": "BZ", "bolivia": "BO",
    "bosnia and herzegovina": "BA", "botswana": "BW", "brasil": "BR", "brazil": "BR", "bulgaria": "BG",
    "cambodia": "KH", "cameroon": "CM", "canada": "CA", "chile": "CL", "china": "CN", "colombia": "CO",
    "costa rica": "CR", "croatia": "HR", "cuba": "CU", "cyprus": "CY", "czech republic": "CZ", "czechia": "CZ",
    "denmark": "DK", "deutschland": "DE", "dominican republic": "DO", "ecuador": "EC", "egypt": "EG",
    "el salvador": "SV", "england": "GB", "estonia": "EE", "ethiopia": "ET", "finland": "FI", "france": "FR",
    "germany": "DE", "ghana": "GH", "great britain": "GB", "greece": "GR", "guatemala": "GT", "honduras": "HN",
    "hong kong": "HK", "hungary": "HU", "iceland": "IS", "india": "IN", "indonesia": "ID", "iraq": "IQ",
    "ireland": "IE", "israel": "IL", "italy": "IT", "jamaica": "JM", "japan": "JP", "jordan": "JO",
    "kazakhstan": "KZ", "kenya": "KE", "korea": "KR", "kosovo": "XK", "kuwait": "KW", "latvia": "LV",
    "lebanon": "LB", "liechtenstein": "LI", "lithuania": "LT", "luxembourg": "LU", "malaysia": "MY", "malta": "MT",
    "mauritius": "MU", "mexico": "MX", "moldova": "MD", "monaco": "MC", "mongolia": "MN", "montenegro": "ME",
    "morocco": "MA", "mozambique": "MZ", "myanmar": "MM", "nepal": "NP", "netherlands": "NL", "new zealand": "NZ",
    "nicaragua": "NI", "nigeria": "NG", "north macedonia": "MK", "northern ireland": "GB", "norway": "NO",
    "oman": "OM", "pakistan": "PK", "panama": "PA", "paraguay": "PY", "peru": "PE", "philippines": "PH",
    "poland": "PL", "portugal": "PT", "qatar": "QA", "romania": "RO", "russia": "RU", "rwanda": "RW",
    "saudi arabia": "SA", "scotland": "GB", "senegal": "SN", "serbia": "RS", "singapore": "SG", "slovakia": "SK",
    "slovenia": "SI", "south africa": "ZA", "south korea": "KR", "spain": "ES", "sri lanka": "LK", "sweden": "SE",
    "switzerland": "CH", "taiwan": "TW", "tanzania": "TZ", "thailand": "TH", "the netherlands": "NL",
    "trinidad and tobago": "TT", "tunisia": "TN", "turkey": "TR", "türkiye": "TR", "uganda": "UG", "uk": "GB",
    "ukraine": "UA", "united arab emirates": "AE", "uae": "AE", "united kingdom": "GB", "uruguay": "UY",
    "uzbekistan": "UZ", "venezuela": "VE", "viet nam": "VN", "vietnam": "VN", "wales": "GB", "zambia": "ZM",
    "zimbabwe": "ZW", "united states": "US", "united states of america": "US", "usa": "US", "us": "US",
    "america": "US",
}  # fmt: skip

# Three-letter and two-letter codes that stand for a country in structured fields.
COUNTRY_CODES_3 = {
    "ARE": "AE", "ARG": "AR", "AUS": "AU", "AUT": "AT", "BEL": "BE", "BGD": "BD", "BRA": "BR", "CAN": "CA",
    "CHE": "CH", "CHL": "CL", "CHN": "CN", "COL": "CO", "CRI": "CR", "CZE": "CZ", "DEU": "DE", "DNK": "DK",
    "ESP": "ES", "EST": "EE", "FIN": "FI", "FRA": "FR", "GBR": "GB", "GRC": "GR", "HKG": "HK", "HUN": "HU",
    "IDN": "ID", "IND": "IN", "IRL": "IE", "ISR": "IL", "ITA": "IT", "JPN": "JP", "KEN": "KE", "KOR": "KR",
    "LKA": "LK", "LTU": "LT", "LUX": "LU", "LVA": "LV", "MEX": "MX", "MYS": "MY", "NGA": "NG", "NLD": "NL",
    "NOR": "NO", "NZL": "NZ", "PAK": "PK", "PER": "PE", "PHL": "PH", "POL": "PL", "PRT": "PT", "ROU": "RO",
    "SAU": "SA", "SGP": "SG", "SRB": "RS", "SVK": "SK", "SVN": "SI", "SWE": "SE", "THA": "TH", "TUR": "TR",
    "TWN": "TW", "UKR": "UA", "USA": "US", "VNM": "VN", "ZAF": "ZA",
}  # fmt: skip
COUNTRY_CODES = frozenset(COUNTRIES.values())

# Codes that no country has: TX alone is Texas, CA alone may be Canada.
STATE_CODES_ONLY = frozenset("AK CT DC FL HI IA KS MI ND NH NJ NM NV NY OH OK OR RI TX UT VT WA WI WV WY".split())

# States whose name is also that of a city in them, or of the capital.
STATES_AND_CITIES = frozenset({"new york", "washington"})

# Not cities, though they stand where a city would.
PROVINCES = frozenset({
    "alberta", "british columbia", "manitoba", "new brunswick", "newfoundland and labrador", "nova scotia", "ontario",
    "prince edward island", "quebec", "québec", "saskatchewan", "new south wales", "queensland", "victoria",
})  # fmt: skip

# Cities that adverts name without their state because nobody would think of another.
WELL_KNOWN_CITIES = {
    "atlanta": "GA", "austin": "TX", "baltimore": "MD", "boston": "MA", "chicago": "IL", "cincinnati": "OH",
    "cleveland": "OH", "dallas": "TX", "denver": "CO", "detroit": "MI", "honolulu": "HI", "houston": "TX",
    "indianapolis": "IN", "las vegas": "NV", "los angeles": "CA", "miami": "FL", "milwaukee": "WI",
    "minneapolis": "MN", "nashville": "TN", "new orleans": "LA", "new york city": "NY", "nyc": "NY",
    "oklahoma city": "OK", "philadelphia": "PA", "phoenix": "AZ", "pittsburgh": "PA", "sacramento": "CA",
    "salt lake city": "UT", "san antonio": "TX", "san diego": "CA", "san francisco": "CA", "seattle": "WA",
    "tampa": "FL", "washington dc": "DC",
}  # fmt: skip

# A name of a state that also names a country or the capital says neither when it stands alone.
AMBIGUOUS_ALONE = frozenset({"georgia", "washington"})

# Cities abroad whose country has the two letters of a US state: "Berlin, DE" is not in Delaware.
CITIES_ABROAD = {
    "bangalore": "IN", "bengaluru": "IN", "chennai": "IN", "delhi": "IN", "gurgaon": "IN", "gurugram": "IN",
    "hyderabad": "IN", "kolkata": "IN", "mumbai": "IN", "new delhi": "IN", "noida": "IN", "pune": "IN",
    "berlin": "DE", "cologne": "DE", "dresden": "DE", "düsseldorf": "DE", "frankfurt": "DE", "hamburg": "DE",
    "heidelberg": "DE", "köln": "DE", "leipzig": "DE", "munich": "DE", "münchen": "DE", "stuttgart": "DE",
    "haifa": "IL", "herzliya": "IL", "jerusalem": "IL", "tel aviv": "IL", "tel aviv-yafo": "IL",
    "calgary": "CA", "edmonton": "CA", "montreal": "CA", "montréal": "CA", "ottawa": "CA", "quebec": "CA",
    "toronto": "CA", "vancouver": "CA", "waterloo": "CA", "winnipeg": "CA",
    "bogota": "CO", "bogotá": "CO", "medellin": "CO", "medellín": "CO", "buenos aires": "AR", "jakarta": "ID",
    "casablanca": "MA", "rabat": "MA", "tunis": "TN", "panama city": "PA",
}  # fmt: skip
