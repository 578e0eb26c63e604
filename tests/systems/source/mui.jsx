// Material UI: TextField, Autocomplete, Select, Stepper, Dialog, Drawer and Snackbar as its documentation shows them.
import Accordion from '@mui/material/Accordion';
import AccordionDetails from '@mui/material/AccordionDetails';
import AccordionSummary from '@mui/material/AccordionSummary';
import Alert from '@mui/material/Alert';
import Autocomplete from '@mui/material/Autocomplete';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import Container from '@mui/material/Container';
import CssBaseline from '@mui/material/CssBaseline';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogContentText from '@mui/material/DialogContentText';
import DialogTitle from '@mui/material/DialogTitle';
import FormControl from '@mui/material/FormControl';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormHelperText from '@mui/material/FormHelperText';
import FormLabel from '@mui/material/FormLabel';
import InputLabel from '@mui/material/InputLabel';
import MenuItem from '@mui/material/MenuItem';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import Select from '@mui/material/Select';
import Snackbar from '@mui/material/Snackbar';
import Stack from '@mui/material/Stack';
import Step from '@mui/material/Step';
import StepContent from '@mui/material/StepContent';
import StepLabel from '@mui/material/StepLabel';
import Stepper from '@mui/material/Stepper';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import TextField from '@mui/material/TextField';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Typography from '@mui/material/Typography';
import {useState} from 'react';
import {createRoot} from 'react-dom/client';
import {app, countries, given, isAddress, send, t, variant} from './site.js';

const Head = () => <><Typography variant="h4" component="h1">{t.title}</Typography><Typography>{t.intro} {t.promise}</Typography></>;
const options = countries.map(([code, label]) => ({code, label}));

// An Autocomplete for the country, a Snackbar for the answer, the form emptied behind it.
const One = () => {
  const start = {email: given.email, country: null, message: '', consent: false, nick: ''};
  const [held, setHeld] = useState(start);
  const [wrong, setWrong] = useState({});
  const [said, setSaid] = useState(null);
  const put = (name) => (event) => setHeld({...held, [name]: event.target.value});
  const submit = async (event) => {
    event.preventDefault();
    const now = {email: !isAddress(held.email), country: !held.country, consent: !held.consent};
    setWrong(now);
    if (Object.values(now).some(Boolean)) return;
    const answer = await send({...held, country: held.country.code, consent: 'true'});
    setSaid(answer);
    if (answer.received) setHeld(start);
  };
  return <><Head /><Stack component="form" noValidate spacing={2} onSubmit={submit} sx={{mt: 2}}>
    <TextField required label={t.email} type="email" value={held.email} onChange={put('email')} error={wrong.email}
      helperText={wrong.email ? t.needed : ' '} />
    <Autocomplete options={options} value={held.country} onChange={(_, country) => setHeld({...held, country})}
      isOptionEqualToValue={(one, other) => one.code === other.code}
      renderInput={(params) => <TextField {...params} required label={t.country} error={wrong.country}
        helperText={wrong.country ? t.needed : ' '} />} />
    <TextField label={t.comment} multiline minRows={4} value={held.message} onChange={put('message')} />
    <div style={{position: 'absolute', left: '-10000px'}}><TextField label="Nickname" value={held.nick} onChange={put('nick')}
      slotProps={{htmlInput: {tabIndex: -1, autoComplete: 'off'}}} /></div>
    <FormControl error={wrong.consent} required><FormControlLabel label={t.consent} control={<Checkbox checked={held.consent}
      onChange={(event) => setHeld({...held, consent: event.target.checked})} />} />
      {wrong.consent && <FormHelperText>{t.needed}</FormHelperText>}</FormControl>
    <Button type="submit" variant="contained">{t.submit}</Button></Stack>
    <Snackbar open={Boolean(said)} anchorOrigin={{vertical: 'bottom', horizontal: 'center'}}>
      <Alert severity={said?.received ? 'success' : 'error'} variant="filled" onClose={() => setSaid(null)}>{said?.text}</Alert></Snackbar></>;
};

// A vertical stepper: each step's content comes when it is reached.
const Two = () => {
  const [at, setAt] = useState(0);
  const [held, setHeld] = useState({subject: '', home: '', address: '', words: ''});
  const [said, setSaid] = useState(null);
  const put = (name) => (event) => setHeld({...held, [name]: event.target.value});
  const fine = [held.subject && held.home, isAddress(held.address), held.words.trim(), true];
  const steps = [
    [t.question, <><FormControl><FormLabel id="q">{t.question}</FormLabel>
      <RadioGroup row aria-labelledby="q" value={held.subject} onChange={put('subject')}>
        <FormControlLabel value="1" control={<Radio />} label={t.yes} /><FormControlLabel value="0" control={<Radio />} label={t.no} />
      </RadioGroup></FormControl>
      <FormControl fullWidth margin="normal"><InputLabel id="home-label">{t.country}</InputLabel>
        <Select labelId="home-label" label={t.country} value={held.home} onChange={put('home')}>
          {options.map(({code, label}) => <MenuItem key={code} value={code}>{label}</MenuItem>)}</Select></FormControl></>],
    [t.email, <TextField fullWidth margin="normal" label={t.email} type="email" value={held.address} onChange={put('address')} />],
    [t.comment, <TextField fullWidth margin="normal" label={t.comment} multiline rows={4} value={held.words} onChange={put('words')} />],
    [t.review, <Typography sx={{whiteSpace: 'pre-line'}}>{[options.find(({code}) => code === held.home)?.label, held.address, held.words]
      .join('\n')}</Typography>],
  ];
  const go = async () => (at < 3 ? setAt(at + 1) : setSaid(await send(held)));
  if (said?.received) return <Alert severity="success">{said.text}</Alert>;
  return <><Head />{said && <Alert severity="error">{said.text}</Alert>}
    <Stepper activeStep={at} orientation="vertical">{steps.map(([label, content], number) => <Step key={number}>
      <StepLabel>{label}</StepLabel><StepContent>{content}<Stack direction="row" spacing={1} sx={{mt: 1}}>
        <Button variant="contained" onClick={go} disabled={!fine[number]}>{number < 3 ? t.next : t.submit}</Button>
        <Button disabled={!number} onClick={() => setAt(at - 1)}>{t.back}</Button></Stack></StepContent></Step>)}</Stepper></>;
};

// A dialog with the form, opened from a page with an accordion; the answer takes the dialog's place.
const Three = () => {
  const [cookies, setCookies] = useState(true);
  const [held, setHeld] = useState({mail: given.mail, country: 'IE', text: ''});
  const [said, setSaid] = useState(null);
  const put = (name) => (event) => setHeld({...held, [name]: event.target.value});
  const submit = async (event) => { event.preventDefault(); setSaid(await send(held)); };
  return <><Accordion><AccordionSummary>{t.search}</AccordionSummary><AccordionDetails>{t.promise}</AccordionDetails></Accordion>
    <Snackbar open={cookies} anchorOrigin={{vertical: 'bottom', horizontal: 'left'}} sx={{zIndex: 2000}} message={t.cookies} action={<>
      <Button color="inherit" onClick={() => setCookies(false)}>{t.decline}</Button>
      <Button color="inherit" onClick={() => setCookies(false)}>{t.accept}</Button></>} />
    <Dialog open={!said?.received} slotProps={{paper: {component: 'form', onSubmit: submit}}}><DialogTitle>{t.title}</DialogTitle><DialogContent>
      <DialogContentText>{t.intro}</DialogContentText>
      <TextField required fullWidth margin="dense" variant="standard" type="email" label={t.email} value={held.mail} onChange={put('mail')} />
      <TextField select fullWidth margin="dense" variant="standard" label={t.country} value={held.country} onChange={put('country')}>
        {options.map(({code, label}) => <MenuItem key={code} value={code}>{label}</MenuItem>)}</TextField>
      <TextField fullWidth multiline margin="dense" variant="standard" label={t.comment} value={held.text} onChange={put('text')} />
      {said && <Alert severity="error">{said.text}</Alert>}</DialogContent>
      <DialogActions><Button>{t.back}</Button><Button type="submit">{t.submit}</Button></DialogActions></Dialog>
    <Dialog open={Boolean(said?.received)}><DialogTitle>{said?.title}</DialogTitle><DialogContent>
      <DialogContentText>{said?.text}</DialogContentText></DialogContent></Dialog></>;
};

// Toggle buttons for the question, tabs of which each opens the next, and an Autocomplete with another country from the start.
const Four = () => {
  const [at, setAt] = useState(0);
  const [held, setHeld] = useState({about: null, country: options.find(({code}) => code === 'DE'), email: '', reason: ''});
  const [said, setSaid] = useState(null);
  const put = (name) => (event) => setHeld({...held, [name]: event.target.value});
  const fine = [held.about === 'yes' && isAddress(held.email), held.country, true];
  const submit = async () => setSaid(await send({...held, country: held.country.code}));
  return <><Head />{said && <Alert severity={said.received ? 'success' : 'error'} role="alert">{said.text}</Alert>}
    {!said?.received && <><Tabs value={at} onChange={(_, value) => setAt(value)}>{[1, 2, 3].map((name, number) =>
      <Tab key={name} label={name} disabled={number > at} />)}</Tabs>
    {at === 0 && <Stack spacing={2} sx={{my: 2}}><FormLabel id="about">{t.question}</FormLabel>
      <ToggleButtonGroup exclusive value={held.about} onChange={(_, about) => setHeld({...held, about})} aria-labelledby="about">
        <ToggleButton value="yes">{t.yes}</ToggleButton><ToggleButton value="no">{t.no}</ToggleButton></ToggleButtonGroup>
      <TextField label={t.email} type="email" variant="filled" value={held.email} onChange={put('email')} /></Stack>}
    {at === 1 && <Autocomplete disableClearable options={options} value={held.country} onChange={(_, country) => setHeld({...held, country})}
      isOptionEqualToValue={(one, other) => one.code === other.code} sx={{my: 2}}
      renderInput={(params) => <TextField {...params} label={t.country} />} />}
    {at === 2 && <TextField fullWidth multiline rows={4} label={t.comment} value={held.reason} onChange={put('reason')} sx={{my: 2}} />}
    <Button variant="contained" disabled={!fine[at]} onClick={at < 2 ? () => setAt(at + 1) : submit}>{at < 2 ? t.next : t.submit}</Button></>}</>;
};

const Page = [One, Two, Three, Four][variant - 1];
createRoot(app).render(<><CssBaseline /><Container maxWidth="sm" sx={{py: 3}}><Page /></Container></>);
